/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.RowFormat;

/**
 * A published version in the lake, or its export, with a manifest that is the right one.
 *
 * @param folder its path in the table's folder
 * @param text of the manifest
 */
record LakeVersion(Version version, String folder, String text, Manifest manifest) {

  /**
   * The version in a format.
   *
   * @throws UnifiedEmbeddingException BAD_FORMAT where its manifest is missing or not the published
   *     one, USAGE where there is no export of it
   */
  static LakeVersion find(TableFiles files, Version version, RowFormat format) {
    boolean trained = format == RowFormat.FLOAT32;
    String folder = trained ? version.path() : "exports/%s/%s".formatted(version.runId(), format);
    String path = files.path(folder + "/" + Manifest.PATH);
    String text =
        files
            .text(folder + "/" + Manifest.PATH)
            .orElseThrow(
                () -> trained ? missing(version, path) : notExported(version, format, path));
    if (trained && !ManifestJson.sha256(text).equals(version.manifestSha256())) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Damaged version %d: %s has SHA-256 %s, the registry says %s. Choose another version."
              .formatted(
                  version.number(), path, ManifestJson.sha256(text), version.manifestSha256()));
    }
    Manifest manifest = ManifestJson.read(text, path);
    if (!isOf(version, text, manifest) || manifest.rowFormat() != format) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Damaged export: %s was not made from version %d as %s. Export it again."
              .formatted(path, version.number(), format));
    }
    return new LakeVersion(version, folder, text, manifest);
  }

  /** Whether a manifest is the one of a published version, or of an export of it. */
  static boolean isOf(Version version, String text, Manifest manifest) {
    String source =
        manifest.export() == null ? ManifestJson.sha256(text) : manifest.export().source();
    return source.equals(version.manifestSha256()) && manifest.runId().equals(version.runId());
  }

  /** As an end of increments. */
  Increment.End end() {
    return new Increment.End(manifest.runId(), ManifestJson.sha256(text));
  }

  private static UnifiedEmbeddingException missing(Version version, String path) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Damaged version %d: %s does not exist. Choose another version."
            .formatted(version.number(), path));
  }

  private static UnifiedEmbeddingException notExported(
      Version version, RowFormat format, String path) {
    return new UnifiedEmbeddingException(
        ErrorCode.USAGE,
        "There is no export of version %d as %s: %s does not exist. Make it with ue export %d --set export.format=%s, or follow another format."
            .formatted(version.number(), format, path, version.number(), format));
  }
}
