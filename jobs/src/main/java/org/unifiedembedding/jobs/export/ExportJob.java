/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Export;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.VersionFolder;

/**
 * Writes a version in another format to a folder of its own: rows by one task a file, head and
 * vocabulary as they are, the manifest last. The version does not change. The same version and
 * format give the same bytes, so that an interrupted export is simply made again.
 */
public final class ExportJob {
  private static final Logger LOG = LoggerFactory.getLogger(ExportJob.class);

  private final VerbContext context;
  private final VersionFolder version;
  private final RowFormat format;

  public ExportJob(VerbContext context, VersionFolder version, RowFormat format) {
    this.context = context;
    this.version = version;
    this.format = format;
  }

  /**
   * Exports to the folder of the version's run, unless it is there already.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT where the format cannot hold a row, USAGE where the
   *     folder lies in the version or the version is an export, CONFLICT where the folder holds
   *     something else
   */
  public Exported run() {
    return run(context.paths().ofRun(version.manifest().runId()).export(format.toString()));
  }

  /** The same to a folder of one's choice. */
  public Exported run(String path) {
    Manifest source = version.manifest();
    String sha256 = ManifestJson.sha256(version.manifestText().orElseThrow());
    check(source, path);
    VersionFolder target = new VersionFolder(context.hadoop(), path);
    if (target.manifestText().isPresent()) {
      return Exported.of(source, checkSame(target.manifest(), path, sha256), path);
    }
    context.progress().stage("export: %s as %s".formatted(version.path(), format));
    List<Part> parts = new ArrayList<>();
    VectorErrors errors = new VectorErrors();
    for (ExportedFile file : writeRows(target, source.rowFiles())) {
      parts.add(file.part());
      errors.merge(file.errors());
    }
    parts.addAll(target.copyHead(version, source));
    Manifest.Files files =
        new Manifest.Files(
            source.files().rowsPerFile(),
            source.files().storedRows(),
            source.files().deltaVersion(),
            parts);
    Export unscored = new Export(format, sha256, errors.loss(), null);
    Manifest draft = source.withFiles(files).withExport(unscored);
    Manifest written =
        ExportScores.of(context, source)
            .map(scores -> scores.loss(version, target, draft))
            .map(loss -> draft.withExport(new Export(format, sha256, errors.loss(), loss)))
            .orElse(draft);
    target.commit(written);
    Exported exported = Exported.of(source, written, path);
    LOG.info("Exported {} as {}: {} bytes", version.path(), format, exported.bytes());
    return exported;
  }

  private void check(Manifest source, String path) {
    if (source.export() != null) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Cannot export %s: it is an export itself, as %s. Export the version that it was made from."
              .formatted(version.path(), source.rowFormat()));
    }
    if ((path + "/").startsWith(version.path() + "/")) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid export.path: '%s' (lies in the version, whose files never change; choose another folder)"
              .formatted(path));
    }
  }

  private Manifest checkSame(Manifest found, String path, String sha256) {
    Export export = found.export();
    if (export == null || !export.source().equals(sha256) || export.format() != format) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Cannot export to %s: it holds run '%s' as %s. Choose another export.path, or remove that folder."
              .formatted(path, found.runId(), found.rowFormat()));
    }
    return found;
  }

  private List<ExportedFile> writeRows(VersionFolder target, RowFiles files) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    VersionFolder from = version;
    RowFormat as = format;
    spark.setJobDescription("export: writing rows as " + format);
    try {
      return spark
          .parallelize(IntStream.range(0, files.count()).boxed().toList(), files.count())
          .map(file -> ExportedFile.write(from, target, files, as, file))
          .collect();
    } finally {
      spark.setJobDescription(null);
    }
  }
}
