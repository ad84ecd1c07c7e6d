/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.increment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.IncrementJson;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.VersionFolder;

/**
 * Writes the increment from one version to another, or between exports of them: rows by one task a
 * file, head and vocabulary as they are, its record last. The same versions give the same bytes, so
 * that an interrupted increment is simply made again.
 */
public final class IncrementJob {
  private static final Logger LOG = LoggerFactory.getLogger(IncrementJob.class);

  private final VerbContext context;
  private final VersionFolder from;
  private final VersionFolder to;
  private final Manifest earlier;
  private final Manifest later;
  private final String path;

  /** From one complete version to another, or from one export to another. */
  public IncrementJob(VerbContext context, VersionFolder from, VersionFolder to) {
    this.context = context;
    this.from = from;
    this.to = to;
    this.earlier = from.manifest();
    this.later = to.manifest();
    this.path =
        context
            .paths()
            .ofRun(later.runId())
            .increment(later.rowFormat().toString(), earlier.runId());
  }

  /**
   * Writes the increment where it is worth it.
   *
   * @param maxShare most bytes beside those of the whole snapshot
   * @return empty where the tables differ in shape or too many rows differ
   */
  public Optional<Incremented> runIfSmall(double maxShare) {
    if (!isPossible()) {
      return Optional.empty();
    }
    Incremented made = run();
    if (made.share() > maxShare) {
      LOG.info("Removed increment {}: it has {} of the bytes of the snapshot", path, made.share());
      new Storage(context.hadoop()).deleteFolder(path);
      return Optional.empty();
    }
    return Optional.of(made);
  }

  /**
   * Writes the increment, unless it is there already.
   *
   * @throws UnifiedEmbeddingException USAGE where the tables differ in shape, CONFLICT where its
   *     folder holds something else
   */
  public Incremented run() {
    check();
    String laterText = to.manifestText().orElseThrow();
    Increment.End start = Increment.End.of(from.manifestText().orElseThrow());
    Increment.End end = Increment.End.of(laterText);
    Storage storage = new Storage(context.hadoop());
    String record = path + "/" + Increment.PATH;
    Optional<Increment> found = storage.read(record).map(text -> IncrementJson.read(text, record));
    if (found.isPresent()) {
      return Incremented.of(checkSame(found.orElseThrow(), start, end), later, path);
    }
    context.progress().stage("increment: from run %s to run %s".formatted(start, end));
    VersionFolder target = new VersionFolder(context.hadoop(), path);
    List<Part> parts = new ArrayList<>();
    long changed = 0;
    long cleared = 0;
    for (ChangedFile file : writeRows(target)) {
      Optional.ofNullable(file.part()).ifPresent(parts::add);
      changed += file.changed();
      cleared += file.cleared();
    }
    parts.addAll(target.copyHead(to, later));
    parts.add(writeTarget(storage, laterText));
    Increment increment = new Increment(start, end, changed, cleared, parts);
    storage.write(record, IncrementJson.write(increment));
    Incremented made = Incremented.of(increment, later, path);
    LOG.info("Wrote increment {}: {} rows, {} bytes", path, changed, made.bytes());
    return made;
  }

  private boolean isPossible() {
    return earlier.rowFiles().equals(later.rowFiles())
        && earlier.rowFormat() == later.rowFormat()
        && !earlier.runId().equals(later.runId());
  }

  private void check() {
    if (!isPossible()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "There is no increment from %s to %s: %s, then %s (must be two versions of one shape and format). Load the whole version."
              .formatted(from.path(), to.path(), shape(earlier), shape(later)));
    }
  }

  private static String shape(Manifest manifest) {
    RowFiles files = manifest.rowFiles();
    return "%,d rows of %d as %s of run '%s'"
        .formatted(files.rows(), files.width(), manifest.rowFormat(), manifest.runId());
  }

  private Increment checkSame(Increment found, Increment.End start, Increment.End end) {
    if (!found.from().equals(start) || !found.to().equals(end)) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Cannot write increment %s: the folder holds one of other versions of these runs. Remove it and run the same command again."
              .formatted(path));
    }
    return found;
  }

  private List<ChangedFile> writeRows(VersionFolder target) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    ChangedFile.Versions versions = new ChangedFile.Versions(from, to);
    RowFiles files = later.rowFiles();
    RowFormat format = later.rowFormat();
    spark.setJobDescription("increment: comparing rows");
    try {
      return spark
          .parallelize(IntStream.range(0, files.count()).boxed().toList(), files.count())
          .map(file -> ChangedFile.write(versions, target, files, format, file))
          .collect();
    } finally {
      spark.setJobDescription(null);
    }
  }

  private Part writeTarget(Storage storage, String text) {
    storage.write(path + "/" + Increment.TARGET, text);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return new Part(Increment.TARGET, bytes, ManifestJson.sha256(text));
  }
}
