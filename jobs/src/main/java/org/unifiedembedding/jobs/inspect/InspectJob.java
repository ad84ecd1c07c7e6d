/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.Optional;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.VersionFolder;

/** Opens a version with the prepared data that it was trained on, and looks into it. */
public final class InspectJob {
  private InspectJob() {}

  /**
   * Inspects the version in a folder; neighbours are those of evaluate.neighbours.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_FORMAT where the
   *     folder has no complete version, BAD_INPUT where the prepared data is gone
   */
  public static Inspection run(VerbContext context, String folder) {
    context.progress().stage("inspect: " + folder);
    return new VersionFolder(context.hadoop(), folder)
        .opened(
            table ->
                Inspector.inspect(
                    folder,
                    table,
                    PreparedValues.of(
                        context.spark(),
                        table.manifest().training().dataPath(),
                        table.layout().features()),
                    context.config().evaluate().neighbours()));
  }

  /** The angles of the version in a folder; empty for another head than a logistic one. */
  public static Optional<WeightAngles> angles(VerbContext context, String folder) {
    return new VersionFolder(context.hadoop(), folder).opened(WeightAngles::of);
  }
}
