/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.FileUtil;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
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
   * @throws IOException where a remote version cannot be copied to local disk
   */
  public static Inspection run(VerbContext context, String folder) throws IOException {
    context.progress().stage("inspect: " + folder);
    return look(
        context,
        folder,
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

  /**
   * The angles of the version in a folder; empty for another head than a logistic one.
   *
   * @throws IOException where a remote version cannot be copied to local disk
   */
  public static Optional<WeightAngles> angles(VerbContext context, String folder)
      throws IOException {
    return look(context, folder, WeightAngles::of);
  }

  private static <T> T look(VerbContext context, String folder, Function<EmbeddingTable, T> answer)
      throws IOException {
    Path cache = Files.createTempDirectory("unified-embedding-inspect");
    try {
      return answer.apply(
          EmbeddingTable.open(new VersionFolder(context.hadoop(), folder).local(cache)));
    } finally {
      FileUtil.fullyDelete(cache.toFile());
    }
  }
}
