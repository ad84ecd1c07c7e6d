/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;

/** The vectors of a version in SQL and as a frame. */
public final class UnifiedEmbeddingFunctions {
  private static final ArrayType VECTOR = new ArrayType(DataTypes.FloatType, false);

  private UnifiedEmbeddingFunctions() {}

  /**
   * Registers a function of the session that gives the vector of a feature's value, {@code
   * array<float>} of chunks x width.
   *
   * <p>The value is a text, an integer of any size or a boolean; a number where the feature is
   * bucketised; an array where it is multi-valued, whose vectors are pooled; a struct or an array
   * of the parts' values where it is a cross. Null is the missing value.
   *
   * @param name of the function, as {@code ue_embed}, for {@code ue_embed('user', user_id)}
   * @param model whose version is read; the function stays with it
   */
  public static void register(SparkSession spark, String name, UnifiedEmbeddingModel model) {
    spark.udf().register(name, new VectorFunction(model.version()), VECTOR);
  }

  /**
   * The frame with the column {@code vector}, which the function would give for its columns {@code
   * feature} and {@code value}.
   */
  public static Dataset<Row> vectors(Dataset<Row> frame, UnifiedEmbeddingModel model) {
    return frame.withColumn(
        "vector",
        udf(new VectorFunction(model.version()), VECTOR).apply(col("feature"), col("value")));
  }
}
