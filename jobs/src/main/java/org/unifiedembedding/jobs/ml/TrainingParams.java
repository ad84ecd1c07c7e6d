/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params that are of the estimator alone. Those that are not set leave their key to the
 * configuration, and where that does not have it to its default in conf/reference.conf.
 *
 * @param <T> the stage, which the setters return
 */
public interface TrainingParams<T extends ScoringParams<T>> extends ScoringParams<T> {

  /** The params themselves, made once for a stage. */
  final class Settings implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Param<String> workDir;
    private final BooleanParam keepRuns;
    private final Param<String> config;
    private final Param<String> configFile;
    private final Param<String> labelCol;
    private final Param<String> weightCol;
    private final StringArrayParam categoricalCols;
    private final StringArrayParam multiValuedCols;
    private final StringArrayParam numericCols;
    private final DoubleParam validationFraction;
    private final LongParam rows;
    private final Param<String> budget;
    private final IntParam width;
    private final IntParam chunks;
    private final Param<String> head;
    private final IntArrayParam hidden;
    private final IntParam epochs;
    private final IntParam batchSize;
    private final IntParam workers;
    private final IntParam staleness;
    private final DoubleParam rowLearningRate;
    private final DoubleParam headLearningRate;
    private final LongParam seed;

    Settings(Params stage) {
      workDir =
          ParamRules.required(
              stage, "workDir", "folder or URI for runs and versions, seen by all executors");
      keepRuns =
          ParamRules.flag(
              stage, "keepRuns", "keep prepared examples and checkpoints after training");
      config = ParamRules.required(stage, "config", "configuration as HOCON text");
      configFile = ParamRules.required(stage, "configFile", "configuration as a file");
      labelCol = ParamRules.required(stage, "labelCol", "column of the label in [0, 1]");
      weightCol = ParamRules.required(stage, "weightCol", "column of the weight; not set: 1");
      categoricalCols = ParamRules.names(stage, "categoricalCols", "columns with one value each");
      multiValuedCols = ParamRules.names(stage, "multiValuedCols", "columns with arrays of values");
      numericCols = ParamRules.names(stage, "numericCols", "columns of numbers, standardised");
      validationFraction =
          ParamRules.share(
              stage, "validationFraction", "share of the rows by which the best round is chosen");
      rows = ParamRules.count(stage, "rows", "rows of the table", 1);
      budget = ParamRules.required(stage, "budget", "bytes of all rows, as 256MiB");
      width = ParamRules.whole(stage, "width", "floats of a row", 1);
      chunks = ParamRules.whole(stage, "chunks", "look-ups of a feature", 1);
      head =
          ParamRules.oneOf(
              stage, "head", "model", "logistic", "factorization", "deep-cross", "mlp");
      hidden = ParamRules.widths(stage, "hidden", "widths of the head's layers");
      epochs = ParamRules.whole(stage, "epochs", "most passes over the training part", 1);
      batchSize = ParamRules.whole(stage, "batchSize", "examples of a step", 1);
      workers = ParamRules.whole(stage, "workers", "logical workers", 1);
      staleness =
          ParamRules.whole(stage, "staleness", "steps ahead; 0: lockstep, -1: no bound", -1);
      rowLearningRate = ParamRules.positive(stage, "rowLearningRate", "learning rate of the rows");
      headLearningRate =
          ParamRules.positive(stage, "headLearningRate", "learning rate of the head");
      seed = new LongParam(stage, "seed", "the one seed");
    }
  }

  /** The stage's params. */
  Settings settings();

  /** Folder or URI for runs and versions. */
  default Param<String> workDir() {
    return settings().workDir;
  }

  /** Whether prepared examples and checkpoints stay. */
  default BooleanParam keepRuns() {
    return settings().keepRuns;
  }

  /** Configuration as HOCON text. */
  default Param<String> config() {
    return settings().config;
  }

  /** Configuration as a file. */
  default Param<String> configFile() {
    return settings().configFile;
  }

  /** Column of the label. */
  default Param<String> labelCol() {
    return settings().labelCol;
  }

  /** Column of the weight. */
  default Param<String> weightCol() {
    return settings().weightCol;
  }

  /** Columns with one value each. */
  default StringArrayParam categoricalCols() {
    return settings().categoricalCols;
  }

  /** Columns with arrays of values. */
  default StringArrayParam multiValuedCols() {
    return settings().multiValuedCols;
  }

  /** Columns of numbers. */
  default StringArrayParam numericCols() {
    return settings().numericCols;
  }

  /** Share of the rows by which the best round is chosen. */
  default DoubleParam validationFraction() {
    return settings().validationFraction;
  }

  /** Rows of the table. */
  default LongParam rows() {
    return settings().rows;
  }

  /** Bytes of all rows. */
  default Param<String> budget() {
    return settings().budget;
  }

  /** Floats of a row. */
  default IntParam width() {
    return settings().width;
  }

  /** Look-ups of a feature. */
  default IntParam chunks() {
    return settings().chunks;
  }

  /** The model behind the look-ups. */
  default Param<String> head() {
    return settings().head;
  }

  /** Widths of the head's layers. */
  default IntArrayParam hidden() {
    return settings().hidden;
  }

  /** Most passes over the training part. */
  default IntParam epochs() {
    return settings().epochs;
  }

  /** Examples of a step. */
  default IntParam batchSize() {
    return settings().batchSize;
  }

  /** Logical workers. */
  default IntParam workers() {
    return settings().workers;
  }

  /** Steps that a worker may be ahead of the slowest one. */
  default IntParam staleness() {
    return settings().staleness;
  }

  /** Learning rate of the rows. */
  default DoubleParam rowLearningRate() {
    return settings().rowLearningRate;
  }

  /** Learning rate of the head. */
  default DoubleParam headLearningRate() {
    return settings().headLearningRate;
  }

  /** The one seed. */
  default LongParam seed() {
    return settings().seed;
  }

  default String getWorkDir() {
    return getOrDefault(workDir());
  }

  default T setWorkDir(String value) {
    return with(workDir(), value);
  }

  default boolean getKeepRuns() {
    return (Boolean) getOrDefault(keepRuns());
  }

  default T setKeepRuns(boolean value) {
    return with(keepRuns(), value);
  }

  default String getConfig() {
    return getOrDefault(config());
  }

  default T setConfig(String value) {
    return with(config(), value);
  }

  default String getConfigFile() {
    return getOrDefault(configFile());
  }

  default T setConfigFile(String value) {
    return with(configFile(), value);
  }

  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  default T setLabelCol(String value) {
    return with(labelCol(), value);
  }

  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  default T setWeightCol(String value) {
    return with(weightCol(), value);
  }

  default String[] getCategoricalCols() {
    return getOrDefault(categoricalCols());
  }

  default T setCategoricalCols(String... value) {
    return with(categoricalCols(), value);
  }

  default String[] getMultiValuedCols() {
    return getOrDefault(multiValuedCols());
  }

  default T setMultiValuedCols(String... value) {
    return with(multiValuedCols(), value);
  }

  default String[] getNumericCols() {
    return getOrDefault(numericCols());
  }

  default T setNumericCols(String... value) {
    return with(numericCols(), value);
  }

  default double getValidationFraction() {
    return (Double) getOrDefault(validationFraction());
  }

  default T setValidationFraction(double value) {
    return with(validationFraction(), value);
  }

  default long getRows() {
    return (Long) getOrDefault(rows());
  }

  default T setRows(long value) {
    return with(rows(), value);
  }

  default String getBudget() {
    return getOrDefault(budget());
  }

  default T setBudget(String value) {
    return with(budget(), value);
  }

  default int getWidth() {
    return (Integer) getOrDefault(width());
  }

  default T setWidth(int value) {
    return with(width(), value);
  }

  default int getChunks() {
    return (Integer) getOrDefault(chunks());
  }

  default T setChunks(int value) {
    return with(chunks(), value);
  }

  default String getHead() {
    return getOrDefault(head());
  }

  default T setHead(String value) {
    return with(head(), value);
  }

  default int[] getHidden() {
    return getOrDefault(hidden());
  }

  default T setHidden(int... value) {
    return with(hidden(), value);
  }

  default int getEpochs() {
    return (Integer) getOrDefault(epochs());
  }

  default T setEpochs(int value) {
    return with(epochs(), value);
  }

  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  default T setBatchSize(int value) {
    return with(batchSize(), value);
  }

  default int getWorkers() {
    return (Integer) getOrDefault(workers());
  }

  default T setWorkers(int value) {
    return with(workers(), value);
  }

  default int getStaleness() {
    return (Integer) getOrDefault(staleness());
  }

  default T setStaleness(int value) {
    return with(staleness(), value);
  }

  default double getRowLearningRate() {
    return (Double) getOrDefault(rowLearningRate());
  }

  default T setRowLearningRate(double value) {
    return with(rowLearningRate(), value);
  }

  default double getHeadLearningRate() {
    return (Double) getOrDefault(headLearningRate());
  }

  default T setHeadLearningRate(double value) {
    return with(headLearningRate(), value);
  }

  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  default T setSeed(long value) {
    return with(seed(), value);
  }
}
