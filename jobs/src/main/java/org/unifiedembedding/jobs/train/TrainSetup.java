/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.optimizer.CountingOptimizer;
import org.unifiedembedding.embedding.optimizer.HeadOptimizer;
import org.unifiedembedding.embedding.optimizer.HeadOptimizers;
import org.unifiedembedding.embedding.optimizer.OptimizerSettings;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.embedding.optimizer.RowOptimizers;
import org.unifiedembedding.jobs.config.FeatureSets;
import org.unifiedembedding.jobs.config.HeadSpecs;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.config.TableSizes;
import org.unifiedembedding.jobs.host.HostedTable;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.HeadState;

/**
 * Everything of a run that is decided before it starts, from the configuration and the statistics
 * of the prepared data.
 */
record TrainSetup(
    TableLayout layout, HeadSpec headSpec, Head head, TableSpec table, ShardPlanner planner) {

  static TrainSetup of(RunConfig config, PreparedExamples prepared) {
    prepared.statistics().checkTypes(config.features());
    FeatureSet features = prepared.statistics().fitted(FeatureSets.of(config));
    RunConfig.Table table = config.table();
    TableLayout layout =
        TableLayout.plan(
            features,
            TableSizes.layout(table),
            TableSizes.of(table),
            table.width(),
            table.buckets(),
            prepared.featureStatistics());
    HeadSpec headSpec = HeadSpecs.of(config);
    Head head = Heads.of(headSpec, features, table.width());
    TableSpec spec = tableSpec(config, layout, head);
    return new TrainSetup(
        layout, headSpec, head, spec, new ShardPlanner(spec, rowsPerPush(config, layout)));
  }

  /** First weights of the head [P]. */
  float[] firstHeadWeights(long seed) {
    float[] weights = new float[head.parameters()];
    head.initialise(weights, seed);
    return weights;
  }

  /** A head with these weights [P] that its optimizer has not updated yet. */
  HeadState firstHead(float[] weights) {
    return HeadState.first(table.headOptimizer(), weights);
  }

  /** The row optimizer's state of a trained row that comes without one. */
  float[] trainedRowState() {
    int width = layout.geometry().width();
    float[] state = new float[table.rowOptimizer().stateSize(width)];
    table.rowOptimizer().initialiseState(state, width, 1);
    table.rowOptimizer().markTrained(state, 0, width);
    return state;
  }

  /** Which rows of the version that it starts from the run drops, if any. */
  Optional<Eviction> eviction(RunConfig.Train train) {
    return train.evict().idleDays() > 0
            && table.rowOptimizer() instanceof CountingOptimizer counters
        ? Optional.of(Eviction.of(train.evict(), counters, layout.geometry().width()))
        : Optional.empty();
  }

  /** How a checkpoint in a folder stores rows. */
  CellFiles cellFiles(String folder, Configuration hadoop) {
    return new CellFiles(folder, planner.partition(), table.rowShape(), hadoop);
  }

  /** Most examples of a round. */
  long roundExamples(RunConfig.Train train) {
    return train.roundExamples() > 0
        ? train.roundExamples()
        : RoundPlanner.roundExamples(layout.geometry().rows(), layout.slots());
  }

  /** One line for people. */
  String describe() {
    return "%,d rows x %d, %s, %d look-ups, head of %,d weights"
        .formatted(
            layout.geometry().rows(),
            layout.geometry().width(),
            layout.kind(),
            layout.slots(),
            head.parameters());
  }

  /** What the JVMs that host it must know. */
  HostedTable hosted(ExampleSchema schema) {
    return new HostedTable(table, planner.partition(), layout, schema, headSpec);
  }

  /** The numbers of all shards, the head included. */
  Set<Integer> allShards() {
    return IntStream.rangeClosed(0, planner.partition().parts())
        .boxed()
        .collect(Collectors.toUnmodifiableSet());
  }

  private static TableSpec tableSpec(RunConfig config, TableLayout layout, Head head) {
    RunConfig.Train train = config.train();
    TableSpec spec =
        new TableSpec(
            layout.geometry(),
            counted(train, rowOptimizer(train.rowOptimizer())),
            headOptimizer(train.headOptimizer()),
            head.parameters(),
            config.seed(),
            (float) config.table().initialRange(),
            train.workers(),
            train.staleness() < 0 ? TableSpec.NO_BOUND : train.staleness());
    return config.hosts().undo() ? spec : spec.withoutUndo();
  }

  /**
   * Look-ups of a step, which bound its distinct rows; lists of multi-valued features count as ten
   * values.
   */
  private static int rowsPerPush(RunConfig config, TableLayout layout) {
    int batch =
        config.train().staleness() == 0
            ? config.train().batch() / config.train().workers() + 1
            : config.train().batch();
    long lookups = (long) batch * (layout.slots() + 10L * layout.features().multiValued().size());
    return (int) Math.min(lookups, Math.min(layout.geometry().rows(), Integer.MAX_VALUE));
  }

  /** Rows are counted only where something asks for it: that takes two floats a row. */
  private static RowOptimizer counted(RunConfig.Train train, RowOptimizer optimizer) {
    return train.admission() > 1 || train.evict().idleDays() > 0
        ? new CountingOptimizer(optimizer, train.admission(), train.epochDay())
        : optimizer;
  }

  private static RowOptimizer rowOptimizer(RunConfig.RowOptimizerConfig c) {
    return RowOptimizers.of(
        c.type(),
        new OptimizerSettings(
            c.learningRate(),
            c.initialAccumulator(),
            c.epsilon(),
            c.beta1(),
            c.beta2(),
            c.l1(),
            c.l2(),
            c.beta()));
  }

  private static HeadOptimizer headOptimizer(RunConfig.HeadOptimizerConfig c) {
    return HeadOptimizers.of(
        c.type(),
        new OptimizerSettings(
            c.learningRate(), c.initialAccumulator(), c.epsilon(), c.beta1(), c.beta2(), 0, 0, 1));
  }
}
