/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.registry;

/**
 * A published version.
 *
 * @param number from 1, without holes
 * @param runId of the run that trained it
 * @param path of its folder, relative to the table's folder
 * @param manifestSha256 of the manifest's bytes, which name the checksums of all other files
 * @param at when it was published, ISO-8601
 */
public record Version(long number, String runId, String path, String manifestSha256, String at) {

  /** The version of a publication. */
  static Version of(Event event) {
    Change.Publish publish = (Change.Publish) event.change();
    return new Version(
        publish.version(), publish.runId(), publish.path(), publish.manifestSha256(), event.at());
  }
}
