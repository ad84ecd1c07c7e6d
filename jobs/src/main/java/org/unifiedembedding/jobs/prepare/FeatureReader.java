/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.jobs.config.FeatureSets;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * Reads the features of records that come without label, weight and split, for scoring. Values
 * become fingerprints and numbers exactly as {@link PrepareJob} makes them. Immutable; travels to
 * tasks.
 */
public final class FeatureReader implements Serializable {
  /** What to correct where a frame does not fit. */
  static final String REMEDY = "the frame's columns";

  private static final long serialVersionUID = 1L;

  private final RecordPlan plan;

  private FeatureReader(RecordPlan plan) {
    this.plan = plan;
  }

  /**
   * A reader and the rows that it reads: the frame's own columns, then those that it needs beside
   * them.
   */
  public record Planned(FeatureReader reader, Dataset<Row> rows) {}

  /**
   * Finds the features in a frame and checks the types of their columns; starts no job.
   *
   * @param raw where each feature is; may name more features
   * @param features with fitted numeric transforms
   * @throws UnifiedEmbeddingException BAD_INPUT for a missing column or a wrong type, USAGE for an
   *     expression that cannot be parsed
   */
  public static Planned plan(Dataset<Row> frame, List<RawFeature> raw, FeatureSet features) {
    RecordPlanner.Planned planned = RecordPlanner.planFeatures(frame, raw, features);
    return new Planned(new FeatureReader(planned.plan()), planned.rows());
  }

  /**
   * Checks that prepare would find everything that a configuration asks for in a frame, label,
   * weight and split included.
   *
   * @throws UnifiedEmbeddingException as {@link #plan}
   */
  public static void check(Dataset<Row> frame, RunConfig config) {
    RecordPlanner.plan(frame, config, FeatureSets.of(config), REMEDY);
  }

  /** The columns of the blocks that {@link Examples#take} gives. */
  public ExampleSchema schema() {
    return StatisticsPlanner.schema(plan.features());
  }

  /** Gathers examples; a value that cannot be encoded makes its record unreadable. */
  public Examples strict() {
    return new Examples(plan, RecordEncoder.BadValue.REFUSED);
  }

  /** Gathers examples; a value that cannot be encoded counts as missing. */
  public Examples lenient() {
    return new Examples(plan, RecordEncoder.BadValue.MISSING);
  }

  /** Gathers the examples of records one by one. Reused from block to block; not thread-safe. */
  public static final class Examples {
    private final RecordEncoder encoder;
    private final ExampleBuffer buffer;

    private Examples(RecordPlan plan, RecordEncoder.BadValue badValue) {
      this.encoder = new RecordEncoder(plan, badValue);
      this.buffer =
          new ExampleBuffer(
              plan.single().size(),
              plan.multi().size(),
              plan.features().numeric().stream().map(NumericFeature::transform).toList());
    }

    /**
     * Adds a record.
     *
     * @return why it cannot be read and was not added, naming the column; empty: it was
     */
    public Optional<String> add(InternalRow row) {
      try {
        encoder.read(row);
      } catch (BadRecordException e) {
        return Optional.of(e.reason());
      }
      buffer.add(encoder);
      return Optional.empty();
    }

    /** The examples added since the last call, with label 0 and weight 1. */
    public ExampleBlock take() {
      return buffer.take();
    }
  }
}
