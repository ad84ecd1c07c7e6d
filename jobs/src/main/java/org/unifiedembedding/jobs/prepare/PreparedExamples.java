/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleSchema;

/** Prepared data that is complete; nothing writes it any more. Immutable. */
public final class PreparedExamples {
  private final SparkSession session;
  private final PreparedPaths paths;
  private final PreparedStatistics statistics;
  private final PreparedFiles files;
  private final List<UnitLocation> units;
  private final UnitReader reader;

  private PreparedExamples(
      SparkSession session,
      PreparedPaths paths,
      PreparedStatistics statistics,
      PreparedFiles files,
      List<UnitLocation> units) {
    this.session = session;
    this.paths = paths;
    this.statistics = statistics;
    this.files = files;
    this.units = List.copyOf(units);
    this.reader =
        new UnitReader(
            statistics.schema(), JavaSparkContext.fromSparkContext(session.sparkContext()));
  }

  /**
   * Opens what {@link PrepareJob} made.
   *
   * @param preparedPath the folder of the run's prepared data
   * @throws UnifiedEmbeddingException BAD_INPUT where there is no complete prepared data
   */
  public static PreparedExamples open(SparkSession session, String preparedPath) {
    PreparedPaths paths = new PreparedPaths(preparedPath);
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    PreparedStatistics statistics =
        required(PreparedStatistics.class, paths.statistics(), preparedPath, hadoop);
    PreparedFiles files = required(PreparedFiles.class, paths.files(), preparedPath, hadoop);
    try {
      return new PreparedExamples(
          session, paths, statistics, files, files.locations(paths.examples(), hadoop));
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot open " + preparedPath + ": " + e.getMessage(), e);
    }
  }

  private static <T> T required(
      Class<T> type, String file, String preparedPath, Configuration hadoop) {
    return PreparedJson.read(type, file, hadoop)
        .orElseThrow(
            () ->
                new UnifiedEmbeddingException(
                    ErrorCode.BAD_INPUT,
                    "There is no prepared data at "
                        + preparedPath
                        + ": "
                        + new Path(file).getName()
                        + " is missing. Run the verb prepare first"));
  }

  /** The Delta version of the units. */
  public long version() {
    return statistics.examplesVersion();
  }

  /** The columns of every block. */
  public ExampleSchema schema() {
    return statistics.schema();
  }

  /** The units of a part by ascending number; none where the part is empty. */
  public List<UnitLocation> units(String part) {
    return units.stream().filter(unit -> unit.part().equals(part)).toList();
  }

  /** Examples of a part. */
  public long examples(String part) {
    return units(part).stream().mapToLong(UnitLocation::size).sum();
  }

  public PreparedStatistics statistics() {
    return statistics;
  }

  /** Reads units, in this process or in tasks. */
  public UnitReader reader() {
    return reader;
  }

  /**
   * What a table layout needs of each feature with look-ups: distinct values, and all of them where
   * they were kept, most frequent first. Loads the kept vocabularies into memory.
   */
  public Map<String, FeatureStatistics> featureStatistics() {
    KeptVocabularies vocabularies =
        KeptVocabularies.read(
            paths.vocabulary(), files.vocabulary(), session.sparkContext().hadoopConfiguration());
    Map<String, FeatureStatistics> found = new HashMap<>();
    for (PreparedStatistics.FeatureStatistics feature : statistics.features()) {
      if (!feature.type().equals("numeric")) {
        String name = feature.name();
        Optional<Vocabulary> vocabulary =
            feature.vocabularyKept() ? Optional.of(vocabularies.of(name)) : Optional.empty();
        found.put(name, new FeatureStatistics(feature.distinct(), vocabulary.orElse(null)));
      }
    }
    return found;
  }
}
