/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.host.HostedRun;
import org.unifiedembedding.jobs.host.ShardHost;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.score.Scorer;
import org.unifiedembedding.sharding.client.RowReader;
import org.unifiedembedding.sharding.store.HeadState;

/**
 * One driver's work on a run: claim it, go on from its last checkpoint, train the rounds that are
 * left.
 */
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final VerbContext context;
  private final PreparedExamples prepared;
  private final TrainSetup setup;
  private final HostedRun host;
  private final Checkpoint checkpoint;
  private final EarlyStopping stopping;
  private final List<RoundRecord> rounds = new ArrayList<>();
  private final List<TrainEvent> events = new ArrayList<>();
  private @Nullable String parent;
  private double lastCommitSeconds;

  Training(VerbContext context, PreparedExamples prepared, TrainSetup setup, HostedRun host) {
    this.context = context;
    this.prepared = prepared;
    this.setup = setup;
    this.host = host;
    this.checkpoint =
        new Checkpoint(
            context.spark(), context.paths().checkpoint(), context.runId(), setup.rowShape());
    RunConfig.Train train = context.config().train();
    this.stopping = new EarlyStopping(train.metric(), train.patience());
  }

  /** Trains to the end and leaves the shards as they were after the best round. */
  Outcome run() {
    // A run that has begun needs its version no more; one that may not begin leaves nothing.
    Optional<WarmStart> start =
        checkpoint.find(0).isPresent()
            ? Optional.empty()
            : Optional.of(WarmStart.of(context, setup));
    CheckpointInfo last = checkpoint.claim();
    if (last == null) {
      begin(start.orElseThrow());
    } else {
      resume(last);
    }
    trainRounds();
    RoundRecord best = stopping.best(rounds);
    if (best.round() != rounds.get(rounds.size() - 1).round()) {
      context.progress().stage("train: going back to round " + best.round() + ", the best");
      goBack(best.round());
    }
    return new Outcome(parent, List.copyOf(rounds), best, List.copyOf(events));
  }

  /**
   * What training came to.
   *
   * @param parent run id of the version that it started from, null: from scratch
   * @param best the round that the shards are at
   */
  record Outcome(
      @Nullable String parent,
      List<RoundRecord> rounds,
      RoundRecord best,
      List<TrainEvent> events) {}

  private void begin(WarmStart start) {
    parent = start.parent().orElse(null);
    start.apply(host).ifPresent(events::add);
  }

  private void resume(CheckpointInfo last) {
    context.progress().stage("train: going on after round " + last.round());
    requireSameData(last);
    parent = last.parent();
    rounds.addAll(last.rounds());
    events.addAll(last.events());
    events.add(
        new TrainEvent(
            "resumed", last.round() + 1, "went on from the checkpoint of round " + last.round()));
    checkpoint.restore(last.round(), host.shards().access());
  }

  private void requireSameData(CheckpointInfo last) {
    if (last.dataVersion() != prepared.version()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Run %s trains on version %d of its prepared data, which is at version %d now. Train under another run id."
              .formatted(context.runId(), last.dataVersion(), prepared.version()));
    }
  }

  private void goBack(long round) {
    host.restart();
    checkpoint.restore(round, host.shards().access());
  }

  private void trainRounds() {
    RunConfig.Train train = context.config().train();
    List<UnitLocation> units = prepared.units("train");
    RoundPlanner planner =
        new RoundPlanner(
            units.stream().mapToInt(UnitLocation::size).toArray(),
            context.config().seed(),
            train,
            setup.roundExamples(train));
    RoundRunner runner = new RoundRunner(java(), host, train.retries(), events);
    for (long r = rounds.size(); r < planner.rounds() && !stopping.done(rounds); r++) {
      RoundPlan plan = planner.plan(r);
      RoundTask task =
          new RoundTask(
              context.runId(),
              plan.epoch(),
              context.config().seed(),
              plan.steps(),
              train.staleness() >= 0,
              units,
              prepared.reader());
      long start = System.nanoTime();
      List<WorkerReport> reports = runner.run(task, plan);
      double trainSeconds = seconds(start);
      rounds.add(validated(plan, reports, trainSeconds));
      commit(plan.round());
      say(planner.rounds());
    }
  }

  private RoundRecord validated(RoundPlan plan, List<WorkerReport> reports, double trainSeconds) {
    double loss = reports.stream().mapToDouble(WorkerReport::loss).sum();
    double weight = reports.stream().mapToDouble(WorkerReport::weight).sum();
    if (!Double.isFinite(loss)) {
      throw diverged(plan);
    }
    long start = System.nanoTime();
    Metrics validation = validate();
    return new RoundRecord(
        plan.round(),
        plan.epochsDone(),
        plan.examples(),
        loss / weight,
        validation.auc(),
        validation.logLoss(),
        trainSeconds,
        seconds(start),
        lastCommitSeconds);
  }

  private UnifiedEmbeddingException diverged(RoundPlan plan) {
    RunConfig.Train train = context.config().train();
    return new UnifiedEmbeddingException(
        ErrorCode.USAGE,
        "Training diverged in round %d: the log-loss is not a finite number (learning rates: rows %s, head %s). Lower them, or clip and standardise numeric features."
            .formatted(
                plan.round(),
                train.rowOptimizer().learningRate(),
                train.headOptimizer().learningRate()));
  }

  private Metrics validate() {
    String runId = context.runId();
    java().setJobDescription("train: validation");
    try {
      return Scorer.score(
              java(),
              prepared.units("validation"),
              prepared.reader(),
              () -> new HostedModel(ShardHost.of(runId)),
              List.of())
          .all()
          .metrics();
    } finally {
      java().setJobDescription(null);
    }
  }

  /** A running training, seen as a loader would see it. */
  private record HostedModel(HostedRun run, RowReader rows) implements Scorer.Model {
    HostedModel(HostedRun run) {
      this(run, run.shards().access());
    }

    @Override
    public EmbeddingBatch newBatch() {
      return run.newBatch();
    }

    @Override
    public float[] headWeights() {
      return rows.headWeights();
    }

    @Override
    public void read(RowGroups wanted, float[] vectors) {
      rows.read(wanted, vectors);
    }
  }

  private void commit(long round) {
    long start = System.nanoTime();
    HeadState head = host.shards().access().headState();
    checkpoint.commit(
        new CheckpointInfo(
            round,
            head.step(),
            prepared.version(),
            parent,
            setup.table().rowOptimizer().stateMeaning(),
            setup.table().headOptimizer().stateMeaning(),
            rounds,
            events),
        head);
    host.shards().commit(round);
    lastCommitSeconds = seconds(start);
  }

  private void say(long allRounds) {
    RoundRecord round = rounds.get(rounds.size() - 1);
    String text =
        "train: round %d of at most %d, epoch %.2f, %,.0f examples/s, log-loss %.4f, validation AUC %.4f"
            .formatted(
                round.round() + 1,
                allRounds,
                round.epochsDone(),
                round.examplesPerSecond(),
                round.trainingLoss(),
                round.validationAuc());
    LOG.info("{}", text);
    context.progress().stage(text);
  }

  private JavaSparkContext java() {
    return JavaSparkContext.fromSparkContext(context.spark().sparkContext());
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
