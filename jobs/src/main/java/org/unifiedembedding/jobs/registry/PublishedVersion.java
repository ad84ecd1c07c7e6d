/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.Export;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.VersionFolder;

/**
 * A published version of the table with its folder, whose manifest is the one that was published.
 */
public record PublishedVersion(Version version, VersionFolder folder) {

  /**
   * The version that a number or an alias names now.
   *
   * @throws UnifiedEmbeddingException USAGE when there is none, BAD_FORMAT when its manifest is not
   *     the published one
   */
  public static PublishedVersion of(VerbContext context, String reference) {
    return of(context.spark(), context.paths(), reference);
  }

  /** The same of a table, whatever the run of the paths. */
  public static PublishedVersion of(SparkSession spark, RunPaths paths, String reference) {
    Version version = Registry.of(spark, paths).history().resolve(reference);
    VersionFolder folder = folderOf(spark.sparkContext().hadoopConfiguration(), paths, version);
    String actual = folder.manifestText().map(ManifestJson::sha256).orElse("none");
    if (!actual.equals(version.manifestSha256())) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Damaged version %d: the manifest in %s has SHA-256 %s, the registry says %s. Choose another version."
              .formatted(version.number(), folder.path(), actual, version.manifestSha256()));
    }
    return new PublishedVersion(version, folder);
  }

  /**
   * The folder of a version: the reference itself where it has a '/', published or not, else that
   * of {@link #of}.
   */
  public static VersionFolder folderOf(VerbContext context, String reference) {
    return reference.contains("/")
        ? new VersionFolder(context.hadoop(), reference)
        : of(context, reference).folder();
  }

  /**
   * The export of the version in a format, in its default folder.
   *
   * @throws UnifiedEmbeddingException BAD_FORMAT when it is missing or was made from another
   *     version
   */
  public VersionFolder export(VerbContext context, String format) {
    String path = context.paths().ofRun(version.runId()).export(format);
    VersionFolder found = new VersionFolder(context.hadoop(), path);
    Export export = found.manifest().export();
    if (export == null || !export.source().equals(version.manifestSha256())) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Damaged export: %s was not made from version %d. Remove the folder and export again."
              .formatted(path, version.number()));
    }
    return found;
  }

  /** The folder of a published version, whatever is in it now. */
  public static VersionFolder folderOf(VerbContext context, Version version) {
    return folderOf(context.hadoop(), context.paths(), version);
  }

  private static VersionFolder folderOf(Configuration hadoop, RunPaths paths, Version version) {
    return new VersionFolder(hadoop, paths.table() + "/" + version.path());
  }
}
