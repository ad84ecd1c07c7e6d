/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.jobs.prepare.FeatureReader;
import org.unifiedembedding.jobs.prepare.RawFeature;

/**
 * What scoring a frame reads and adds. Immutable; travels to tasks.
 *
 * @param reader of the frame's rows
 * @param input the rows' columns: the frame's own, then what the reader needs beside them
 * @param own how many of them are the frame's own
 * @param added what is put behind these, in this order
 * @param threshold probability above which the class is 1
 * @param invalid what becomes of rows that cannot be read
 * @param embedded names of the features whose vectors are concatenated
 */
record ScoringPlan(
    FeatureReader reader,
    StructType input,
    int own,
    List<Added> added,
    double threshold,
    Invalid invalid,
    List<String> embedded)
    implements Serializable {

  /** A column that scoring adds. */
  enum Added {
    RAW_PREDICTION,
    PROBABILITY,
    PREDICTION,
    EMBEDDING_VECTOR,
    EMBEDDING_ARRAY;

    DataType type() {
      return switch (this) {
        case RAW_PREDICTION, PROBABILITY, EMBEDDING_VECTOR -> SQLDataTypes.VectorType();
        case PREDICTION -> DataTypes.DoubleType;
        case EMBEDDING_ARRAY -> new ArrayType(DataTypes.FloatType, false);
      };
    }
  }

  /** What becomes of a row with a value that cannot be read. */
  enum Invalid {
    ERROR,
    SKIP,
    KEEP
  }

  ScoringPlan {
    added = List.copyOf(added);
    embedded = List.copyOf(embedded);
  }

  /** A plan, the rows that it reads and the frame's schema with the added columns. */
  record Planned(ScoringPlan plan, Dataset<Row> rows, StructType output) {}

  /**
   * Plans the scoring of a frame; starts no job.
   *
   * @param raw where the features are
   * @param features of the version
   */
  static Planned of(
      Dataset<Row> frame, List<RawFeature> raw, FeatureSet features, ScoringParams<?> params) {
    List<Added> added = new ArrayList<>();
    StructType output = output(frame.schema(), params, added);
    FeatureReader.Planned planned = FeatureReader.plan(frame, raw, features);
    ScoringPlan plan =
        new ScoringPlan(
            planned.reader(),
            planned.rows().schema(),
            frame.schema().size(),
            added,
            params.getThreshold(),
            Invalid.valueOf(params.getHandleInvalid().toUpperCase(Locale.ROOT)),
            embedded(features, params));
    return new Planned(plan, planned.rows(), output);
  }

  /** The schema with the added columns, whose kinds are put into {@code added}. */
  private static StructType output(StructType schema, ScoringParams<?> params, List<Added> added) {
    Added embedding =
        params.getEmbeddingType().equals("array") ? Added.EMBEDDING_ARRAY : Added.EMBEDDING_VECTOR;
    List<Added> kinds =
        List.of(Added.RAW_PREDICTION, Added.PROBABILITY, Added.PREDICTION, embedding);
    List<String> names =
        List.of(
            params.getRawPredictionCol(),
            params.getProbabilityCol(),
            params.getPredictionCol(),
            params.getEmbeddingCol());
    StructType output = schema;
    for (int i = 0; i < kinds.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        continue;
      }
      if (Arrays.stream(output.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "Invalid output column: '%s' (the frame or another output has a column of this name; rename or drop one)"
                .formatted(name));
      }
      added.add(kinds.get(i));
      output = output.add(name, kinds.get(i).type(), false);
    }
    return output;
  }

  private static List<String> embedded(FeatureSet features, ScoringParams<?> params) {
    List<String> all = features.embedded().stream().map(Feature::name).toList();
    List<String> wanted = List.of(Objects.requireNonNull(params.getEmbeddingFeatures()));
    for (String name : wanted) {
      if (!all.contains(name)) {
        throw new IllegalArgumentException(
            "Invalid embeddingFeatures: '%s' (must be of the features with look-ups %s)"
                .formatted(name, all));
      }
    }
    return wanted.isEmpty() ? all : wanted;
  }

  /** Whether the concatenated vectors are wanted. */
  boolean embeds() {
    return added.contains(Added.EMBEDDING_VECTOR) || added.contains(Added.EMBEDDING_ARRAY);
  }
}
