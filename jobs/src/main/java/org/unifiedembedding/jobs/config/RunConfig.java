/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * The whole configuration, one record a section of conf/reference.conf, which says what each key
 * means.
 */
public record RunConfig(
    String name,
    String root,
    String data,
    long seed,
    Source source,
    List<FeatureConfig> features,
    Prepare prepare,
    Table table,
    Head head,
    Train train,
    Hosts hosts,
    Evaluate evaluate,
    Publish publish,
    Export export,
    Materialize materialize,
    Gate gate,
    Retain retain,
    Map<String, String> spark) {

  /** The same with another seed. */
  public RunConfig withSeed(long changed) {
    return new RunConfig(
        name,
        root,
        data,
        changed,
        source,
        features,
        prepare,
        table,
        head,
        train,
        hosts,
        evaluate,
        publish,
        export,
        materialize,
        gate,
        retain,
        spark);
  }

  /** The same with another source. */
  public RunConfig withSource(Source changed) {
    return new RunConfig(
        name,
        root,
        data,
        seed,
        changed,
        features,
        prepare,
        table,
        head,
        train,
        hosts,
        evaluate,
        publish,
        export,
        materialize,
        gate,
        retain,
        spark);
  }

  /** The same with another table. */
  public RunConfig withTable(Table changed) {
    return new RunConfig(
        name,
        root,
        data,
        seed,
        source,
        features,
        prepare,
        changed,
        head,
        train,
        hosts,
        evaluate,
        publish,
        export,
        materialize,
        gate,
        retain,
        spark);
  }

  public record Source(
      Map<String, Input> inputs,
      String query,
      String label,
      String weight,
      double maxBadFraction,
      Split split) {}

  public record Input(
      String format,
      String path,
      String separator,
      boolean header,
      String quote,
      String encoding,
      String columns,
      long version) {}

  public record Split(
      String by,
      String expression,
      double validation,
      double test,
      String validationFrom,
      String testFrom,
      List<String> trainValues,
      List<String> validationValues,
      List<String> testValues) {}

  public record FeatureConfig(
      String name,
      String type,
      String expression,
      String separator,
      String combiner,
      List<Double> boundaries,
      List<String> parts,
      int chunks,
      String hashAs,
      List<String> exact,
      long exactUpTo,
      String log,
      List<Double> clip,
      boolean standardise,
      double missing) {}

  public record Prepare(int unitExamples, int topValues, String vocabulary) {}

  public record Table(
      String layout,
      int width,
      int chunks,
      String budget,
      long rows,
      double share,
      int buckets,
      long exactUpTo,
      double initialRange) {

    /** The same rows in another layout. */
    public Table withLayout(String changed) {
      return new Table(
          changed, width, chunks, budget, rows, share, buckets, exactUpTo, initialRange);
    }
  }

  public record Head(String type, int crossLayers, List<Integer> hidden, String structure) {}

  public record Train(
      int epochs,
      int batch,
      int workers,
      int staleness,
      long roundExamples,
      double patience,
      String metric,
      String warmStart,
      int retries,
      int admission,
      String day,
      Evict evict,
      RowOptimizerConfig rowOptimizer,
      HeadOptimizerConfig headOptimizer) {

    /** The day as days since 1970-01-01; 0: not known. */
    public int epochDay() {
      return day.isEmpty() ? 0 : Math.toIntExact(LocalDate.parse(day).toEpochDay());
    }
  }

  public record Evict(int idleDays, int sightings) {}

  public record Hosts(int waitSeconds, int port, int portRetries, String values, boolean undo) {}

  public record RowOptimizerConfig(
      String type,
      double learningRate,
      double initialAccumulator,
      double epsilon,
      double beta1,
      double beta2,
      double l1,
      double l2,
      double beta) {}

  public record HeadOptimizerConfig(
      String type,
      double learningRate,
      double initialAccumulator,
      double epsilon,
      double beta1,
      double beta2) {}

  public record Evaluate(List<String> slices, List<String> neighbours) {}

  public record Publish(String alias, List<String> exports, double incrementShare) {}

  public record Export(String format, String path) {}

  public record Materialize(List<String> features, String path, int sliceValues) {}

  /** Each bound is a number as text; empty: not checked. */
  public record Gate(
      long minExamples,
      String minAuc,
      String maxAucDrop,
      String maxLogLoss,
      String maxLogLossRise,
      String minCalibration,
      String maxCalibration,
      String minSliceCalibration,
      String maxSliceCalibration,
      String minTouchedShare,
      String maxCollisions,
      String maxNormDrift,
      String minCosine,
      String minNeighbourOverlap,
      int frequentValues) {}

  public record Retain(int keepLast, int keepDays) {}
}
