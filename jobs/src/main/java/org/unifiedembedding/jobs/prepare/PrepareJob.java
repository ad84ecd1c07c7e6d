/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.CollectMetricsExec$;
import org.apache.spark.sql.execution.QueryExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.config.FeatureSets;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.prepare.RecordPlanner.Planned;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Turns raw data into prepared examples. One pass parses, checks, hashes and shuffles; further jobs
 * read the shuffle's files to count values, to keep bad records and vocabularies, and to pack
 * units. statistics.json comes last: until it is there, nothing is visible to {@link
 * PreparedExamples}.
 */
public final class PrepareJob {
  private static final Logger LOG = LoggerFactory.getLogger(PrepareJob.class);

  private final SparkSession session;
  private final RunConfig config;
  private final FeatureSet features;
  private final PreparedPaths paths;
  private final Progress progress;

  private PrepareJob(
      SparkSession session, RunConfig config, PreparedPaths paths, Progress progress) {
    this.session = session;
    this.config = config;
    this.features = FeatureSets.of(config);
    this.paths = paths;
    this.progress = progress;
  }

  /**
   * Prepares the data of a run, or returns the statistics of the run that has been prepared before.
   * What an interrupted run left is removed first. The units depend on the data and the
   * configuration only, not on Spark's partitions.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT for data that cannot be used, USAGE for a
   *     configuration that cannot, CONFLICT where the run was prepared with other settings
   */
  public static PreparedStatistics run(
      SparkSession spark, RunConfig config, RunPaths runPaths, Progress progress) {
    PreparedPaths paths = new PreparedPaths(runPaths.prepared());
    String configuration = configuration(config);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Optional<PreparedStatistics> before =
        PreparedJson.read(PreparedStatistics.class, paths.statistics(), hadoop);
    if (before.isPresent()) {
      if (!before.orElseThrow().configuration().equals(configuration)) {
        throw new UnifiedEmbeddingException(
            ErrorCode.CONFLICT,
            "The run "
                + runPaths.runId()
                + " was prepared with other settings of source, features, prepare or seed. Give"
                + " another run id, or remove "
                + paths.prepared());
      }
      return before.orElseThrow();
    }
    PrepareJob job = new PrepareJob(PrepareSession.of(spark), config, paths, progress);
    try {
      job.removeUnfinished();
      return job.prepare(configuration);
    } catch (Exception e) {
      job.removeUnfinished();
      throw job.problem(e);
    }
  }

  /** What went wrong, as the user can mend it; Scala throws checked exceptions undeclared. */
  private RuntimeException problem(Exception e) {
    Optional<UnifiedEmbeddingException> found = SourceErrors.ofReading(e);
    if (found.isPresent()) {
      return found.orElseThrow();
    }
    for (Throwable cause : SourceErrors.chain(e)) {
      if (cause instanceof IOException) {
        return new UnifiedEmbeddingException(
            ErrorCode.RETRY,
            "Cannot prepare into "
                + paths.prepared()
                + ": "
                + cause.getMessage()
                + ". Make room or correct the access there and in spark.local.dir, then repeat the"
                + " command",
            e);
      }
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  /** Fingerprint of all settings that the prepared data depends on. */
  static String configuration(RunConfig config) {
    List<Object> settings =
        List.of(
            config.seed(),
            config.source(),
            config.features(),
            config.prepare(),
            config.table().exactUpTo(),
            config.table().layout());
    return Long.toHexString(Fingerprint.of(settings.toString()));
  }

  private PreparedStatistics prepare(String configuration) throws IOException {
    stage("checking " + config.source().inputs().size() + " inputs");
    SourceTables tables = SourceTables.open(session, config.source());
    Planned planned = RecordPlanner.plan(tables.records(), config, features);
    QueryExecution records =
        ((org.apache.spark.sql.classic.Dataset<Row>) planned.rows()).queryExecution();

    stage("reading, checking and hashing records");
    int topValues = config.prepare().topValues();
    PreparedShuffle shuffle =
        PreparedShuffle.of(session, records.toRdd(), planned.plan(), topValues);
    DataSummary summary = Summariser.summarise(shuffle, features, topValues);
    Map<String, Row> observed =
        CollectionConverters.asJava(CollectMetricsExec$.MODULE$.collect(records.executedPlan()));
    Quarantine.addMalformed(summary, tables.texts(), observed);
    Quarantine.check(summary, config.source().maxBadFraction());

    StatisticsPlanner planner = new StatisticsPlanner(config, features, summary);
    writeQuarantine(summary, shuffle, tables, observed);
    boolean kept = writeVocabulary(planner.keptVocabularies(), summary, shuffle);
    long version = writeExamples(planner, shuffle, planned);
    stage("listing files");
    PreparedJson.write(
        PreparedFiles.of(
            PreparedTables.units(session, paths.examples()),
            kept ? PreparedTables.files(session, paths.vocabulary()) : List.of()),
        paths.files(),
        hadoop());
    PreparedStatistics statistics =
        planner.statistics(configuration, version, planned.sourceTypes());
    PreparedJson.write(statistics, paths.statistics(), hadoop());
    LOG.info("Prepared {}: {}", paths.prepared(), statistics.parts());
    return statistics;
  }

  private void writeQuarantine(
      DataSummary summary,
      PreparedShuffle shuffle,
      SourceTables tables,
      Map<String, Row> observed) {
    if (summary.badRecords() > 0) {
      stage("keeping " + summary.badRecords() + " bad records");
      PreparedTables.write(
          session,
          Quarantine.rows(shuffle, tables.texts(), observed),
          PreparedTables.QUARANTINE,
          paths.quarantine());
    }
  }

  /** Whether there were any values to write. */
  private boolean writeVocabulary(List<String> kept, DataSummary summary, PreparedShuffle shuffle) {
    long values = 0;
    for (int i = 0; i < kept.size(); i++) {
      values += kept.get(i).isEmpty() ? 0 : summary.feature(i).distinct;
    }
    if (values > 0) {
      stage("keeping " + values + " values of vocabularies");
      PreparedTables.write(
          session,
          VocabularyRows.of(shuffle, kept, values),
          PreparedTables.VOCABULARY,
          paths.vocabulary());
    }
    return values > 0;
  }

  private long writeExamples(StatisticsPlanner planner, PreparedShuffle shuffle, Planned planned) {
    stage("packing " + planner.summary().examples() + " examples into units");
    PreparedStatistics measured = planner.statistics("", 0, planned.sourceTypes());
    UnitPacker.Packing packing =
        new UnitPacker.Packing(
            shuffle.layout(),
            measured.schema(),
            planner.units(),
            measured.fitted(features).numeric().stream().map(NumericFeature::transform).toList());
    return PreparedTables.writeExamples(
        session,
        shuffle
            .readExamples(packing.units())
            .toJavaRDD()
            .mapPartitions(rows -> new UnitPacker(packing, rows))
            .rdd(),
        paths.examples());
  }

  private void stage(String message) {
    progress.stage("prepare: " + message);
    session.sparkContext().setJobDescription("prepare: " + message);
  }

  private void removeUnfinished() {
    Path path = new Path(paths.prepared());
    try {
      path.getFileSystem(hadoop()).delete(path, true);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY,
          "Cannot remove what an unfinished run left at " + path + ": " + e.getMessage(),
          e);
    }
  }

  private Configuration hadoop() {
    return session.sparkContext().hadoopConfiguration();
  }
}
