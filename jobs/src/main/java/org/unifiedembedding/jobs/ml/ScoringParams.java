/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of estimator and model that say what scoring adds to a frame.
 *
 * @param <T> the stage, which the setters return
 */
public interface ScoringParams<T extends ScoringParams<T>> extends Params {

  /** The params themselves, made once for a stage. */
  final class Columns implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Param<String> rawPredictionCol;
    private final Param<String> probabilityCol;
    private final Param<String> predictionCol;
    private final DoubleParam threshold;
    private final Param<String> embeddingCol;
    private final Param<String> embeddingType;
    private final StringArrayParam embeddingFeatures;
    private final Param<String> handleInvalid;

    Columns(Params stage) {
      rawPredictionCol =
          ParamRules.text(
              stage, "rawPredictionCol", "column of the vector [-logit, logit]; empty: none");
      probabilityCol =
          ParamRules.text(stage, "probabilityCol", "column of the vector [1 - p, p]; empty: none");
      predictionCol =
          ParamRules.text(stage, "predictionCol", "column of the class, 0 or 1; empty: none");
      threshold = ParamRules.share(stage, "threshold", "p above which the class is 1");
      embeddingCol =
          ParamRules.text(
              stage, "embeddingCol", "column of the features' concatenated vectors; empty: none");
      embeddingType =
          ParamRules.oneOf(stage, "embeddingType", "of embeddingCol", "vector", "array");
      embeddingFeatures =
          ParamRules.names(
              stage, "embeddingFeatures", "features in embeddingCol; empty: all with look-ups");
      handleInvalid =
          ParamRules.oneOf(
              stage,
              "handleInvalid",
              "what becomes of a row with a value that cannot be read: an error, no row, or a row"
                  + " whose value counts as missing",
              "error",
              "skip",
              "keep");
    }
  }

  /** The stage's params. */
  Columns columns();

  /** Column of the vector [-logit, logit]. */
  default Param<String> rawPredictionCol() {
    return columns().rawPredictionCol;
  }

  /** Column of the vector [1 - p, p]. */
  default Param<String> probabilityCol() {
    return columns().probabilityCol;
  }

  /** Column of the class, 0 or 1. */
  default Param<String> predictionCol() {
    return columns().predictionCol;
  }

  /** The probability above which the class is 1. */
  default DoubleParam threshold() {
    return columns().threshold;
  }

  /** Column of the concatenated vectors. */
  default Param<String> embeddingCol() {
    return columns().embeddingCol;
  }

  /** Type of the column of vectors. */
  default Param<String> embeddingType() {
    return columns().embeddingType;
  }

  /** Features whose vectors are concatenated. */
  default StringArrayParam embeddingFeatures() {
    return columns().embeddingFeatures;
  }

  /** What becomes of rows that cannot be read. */
  default Param<String> handleInvalid() {
    return columns().handleInvalid;
  }

  /** Sets the defaults of spark.ml's classifiers. */
  default void setScoringDefaults() {
    setDefault(rawPredictionCol(), "rawPrediction");
    setDefault(probabilityCol(), "probability");
    setDefault(predictionCol(), "prediction");
    setDefault(threshold(), 0.5);
    setDefault(embeddingCol(), "");
    setDefault(embeddingType(), "vector");
    setDefault(embeddingFeatures(), new String[0]);
    setDefault(handleInvalid(), "error");
  }

  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  default T setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  default T setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  default T setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  default double getThreshold() {
    return (Double) getOrDefault(threshold());
  }

  default T setThreshold(double value) {
    return with(threshold(), value);
  }

  default String getEmbeddingCol() {
    return getOrDefault(embeddingCol());
  }

  default T setEmbeddingCol(String value) {
    return with(embeddingCol(), value);
  }

  default String getEmbeddingType() {
    return getOrDefault(embeddingType());
  }

  default T setEmbeddingType(String value) {
    return with(embeddingType(), value);
  }

  default String[] getEmbeddingFeatures() {
    return getOrDefault(embeddingFeatures());
  }

  default T setEmbeddingFeatures(String... value) {
    return with(embeddingFeatures(), value);
  }

  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  default T setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** Sets a param and returns the stage. */
  @SuppressWarnings("unchecked") // T is the stage's own class.
  default <V> T with(Param<V> param, V value) {
    set(param, value);
    return (T) this;
  }
}
