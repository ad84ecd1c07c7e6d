/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.publish.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb inspect. */
@Command(
    name = "inspect",
    description =
        "Looks into a version: collisions by feature, row norms, angles of a logistic head's"
            + " weights, touched share, hot rows, nearest neighbours.")
public final class InspectVerb implements Verb {
  @Option(
      names = "--of",
      paramLabel = "REF",
      description =
          "Number, alias or folder (with a '/') of a version; default: the candidate of the run.")
  private @Nullable String version;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) throws IOException {
    Inspection inspection = inspect(context, folder(context));
    return new VerbResult(inspection, InspectionText.of(inspection));
  }

  /**
   * Inspects the version in a folder with the prepared data that it was trained on.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_FORMAT where the
   *     folder has no complete version, BAD_INPUT where the prepared data is gone
   */
  public static Inspection inspect(VerbContext context, String folder) throws IOException {
    Configuration hadoop = context.spark().sparkContext().hadoopConfiguration();
    Path cache = Files.createTempDirectory("unified-embedding-inspect");
    try {
      EmbeddingTable table = EmbeddingTable.open(new VersionFolder(hadoop, folder).local(cache));
      context.progress().stage("inspect: " + folder);
      return Inspector.inspect(
          folder,
          table,
          PreparedValues.of(
              context.spark(), table.manifest().training().dataPath(), table.layout().features()),
          context.config().evaluate().neighbours());
    } finally {
      FileUtil.fullyDelete(cache.toFile());
    }
  }

  private String folder(VerbContext context) {
    if (version == null) {
      return context.paths().version();
    }
    if (version.contains("/")) {
      return version;
    }
    Registry registry =
        new Registry(context.spark(), context.paths().registry(), Clock.systemUTC());
    return context.paths().table() + "/" + registry.history().resolve(version).path();
  }
}
