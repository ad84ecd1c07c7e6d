/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;

/**
 * What alias and rollback say.
 *
 * @param alias its name
 * @param version that it names now
 * @param path folder of the version
 */
record Moved(String alias, long version, String runId, String path) {

  static VerbResult result(VerbContext context, String alias, Version version) {
    String path = PublishedVersion.folderOf(context, version).path();
    return new VerbResult(
        new Moved(alias, version.number(), version.runId(), path),
        "alias %s names version %d of run %s%n%s"
            .formatted(alias, version.number(), version.runId(), path));
  }
}
