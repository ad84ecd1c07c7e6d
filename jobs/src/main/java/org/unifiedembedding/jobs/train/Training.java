/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
import org.unifiedembedding.jobs.host.RunAccess;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.score.Scorer;
import org.unifiedembedding.sharding.client.RowReader;

/**
 * One driver's work on a run: claim it, go on from its last checkpoint, train the rounds that are
 * left.
 */
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final VerbContext context;
  private final PreparedExamples prepared;
  private final TrainSetup setup;
  private final RunHosts hosts;
  private final Checkpoint checkpoint;
  private final EarlyStopping stopping;
  private final List<RoundRecord> rounds = new ArrayList<>();
  private final List<TrainEvent> events = new ArrayList<>();
  private final Recovery recovery;
  private Optional<WarmStart> start = Optional.empty();
  private @Nullable String parent;
  private @Nullable RoundRecord committedMeanwhile;
  private double lastCommitSeconds;
  private boolean mended;

  Training(VerbContext context, PreparedExamples prepared, TrainSetup setup, RunHosts hosts) {
    this.context = context;
    this.prepared = prepared;
    this.setup = setup;
    this.hosts = hosts;
    this.checkpoint =
        new Checkpoint(context.spark(), context.paths().checkpoint(), setup.rowShape());
    RunConfig.Train train = context.config().train();
    this.stopping = new EarlyStopping(train.metric(), train.patience());
    this.recovery = new Recovery(hosts, train.retries(), events);
  }

  /** Trains to the end. */
  Outcome run() {
    // A run that has begun needs its version no more; one that may not begin leaves nothing.
    start =
        checkpoint.find(0).isPresent()
            ? Optional.empty()
            : Optional.of(WarmStart.of(context, setup));
    CheckpointInfo last = checkpoint.claim();
    if (last == null) {
      parent = start.orElseThrow().parent().orElse(null);
    } else {
      resume(last);
    }
    long done = rounds.size() - 1L;
    recovery.repeat("start", rounds.size(), 0, this::empty, () -> fillAll(done));
    trainRounds();
    return new Outcome(parent, List.copyOf(rounds), stopping.best(rounds), List.copyOf(events));
  }

  /**
   * What training came to.
   *
   * @param parent run id of the version that it started from, null: from scratch
   * @param best the round that the candidate shows
   */
  record Outcome(
      @Nullable String parent,
      List<RoundRecord> rounds,
      RoundRecord best,
      List<TrainEvent> events) {}

  /**
   * Uses the table as it was after the best round, which the shards hold meanwhile; again when a
   * host is lost.
   */
  <T> T withBest(Outcome outcome, Supplier<T> use) {
    long best = outcome.best().round();
    boolean isLast = best == outcome.rounds().get(outcome.rounds().size() - 1).round();
    AtomicBoolean isThere = new AtomicBoolean(isLast);
    return recovery.repeat(
        "candidate",
        best,
        0,
        () -> {
          hosts.recover();
          isThere.set(false);
        },
        () -> {
          if (!isThere.get()) {
            context.progress().stage("train: going back to round " + best + ", the best");
            hosts.restart();
            checkpoint.restore(best, hosts, setup.allShards());
            hosts.filled();
            isThere.set(true);
          }
          return use.get();
        });
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
  }

  private void requireSameData(CheckpointInfo last) {
    if (last.dataVersion() != prepared.version()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Run %s trains on version %d of its prepared data, which is at version %d now. Train under another run id."
              .formatted(context.runId(), last.dataVersion(), prepared.version()));
    }
  }

  private void empty() {
    hosts.recover();
    hosts.restart();
  }

  /** Fills empty shards with the table as it was after a round; -1: as it was at the start. */
  private boolean fillAll(long round) {
    if (round >= 0) {
      checkpoint.restore(round, hosts, setup.allShards());
    } else {
      start.orElseThrow().apply(hosts).ifPresent(event -> replace(events, event));
    }
    hosts.filled();
    return true;
  }

  private static void replace(List<TrainEvent> events, TrainEvent event) {
    events.removeIf(old -> old.kind().equals(event.kind()));
    events.add(event);
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
    Feed feed = new Feed(units, prepared.reader(), context.config().seed(), train.staleness() >= 0);
    RoundRunner runner = new RoundRunner(java(), hosts);
    for (long r = rounds.size(); r < planner.rounds() && !stopping.done(rounds); r++) {
      RoundPlan plan = planner.plan(r);
      rounds.add(
          recovery.repeat(
              "round",
              r,
              plan.examples(),
              () -> mend(plan.round()),
              () -> carryOut(plan, runner, feed)));
      mended = false;
      say(planner.rounds());
    }
  }

  /** After a round broke off: the shards as they were after the last round that was committed. */
  private void mend(long round) {
    mended = true;
    Set<Integer> empty = hosts.recover();
    if (checkpoint.hasCommitted(round)) {
      hosts.restart();
      fillAll(round);
      List<RoundRecord> committed = checkpoint.info(round).rounds();
      committedMeanwhile = committed.get(committed.size() - 1);
    } else {
      fill(empty, round - 1);
    }
  }

  private RoundRecord carryOut(RoundPlan plan, RoundRunner runner, Feed feed) {
    RoundRecord committed = committedMeanwhile;
    if (committed != null) {
      committedMeanwhile = null;
      return committed;
    }
    rebalance(plan.round());
    long begin = System.nanoTime();
    List<WorkerReport> reports = runner.run(plan, feed);
    double trainSeconds = seconds(begin);
    RoundRecord record = validated(plan, reports, trainSeconds);
    commit(record);
    return record;
  }

  /** A round that is repeated goes on with the executors that are left, at once. */
  private void rebalance(long round) {
    Set<Integer> moved = mended ? Set.of() : hosts.rebalance();
    if (!moved.isEmpty()) {
      fill(moved, round - 1);
      events.add(new TrainEvent("shards-moved", round, "to executors that came: " + moved));
    }
  }

  private void fill(Set<Integer> shards, long round) {
    if (shards.isEmpty()) {
      return;
    }
    if (round >= 0) {
      checkpoint.restore(round, hosts, shards);
      hosts.filled();
    } else {
      hosts.restart();
      fillAll(round);
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
    RunAccess access = hosts.access();
    java().setJobDescription("train: validation");
    try {
      return Scorer.score(
              java(),
              prepared.units("validation"),
              prepared.reader(),
              () -> new HostedModel(access, access.table()),
              List.of())
          .all()
          .metrics();
    } finally {
      java().setJobDescription(null);
    }
  }

  /** A running training, seen as a loader would see it. */
  private record HostedModel(RunAccess access, RowReader rows) implements Scorer.Model {
    @Override
    public EmbeddingBatch newBatch() {
      return access.newBatch();
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

  private void commit(RoundRecord record) {
    long start = System.nanoTime();
    List<RoundRecord> all = new ArrayList<>(rounds);
    all.add(record);
    checkpoint.commit(
        new CheckpointInfo(
            record.round(),
            Checkpoint.base(record.round()),
            hosts.table().headState().step(),
            prepared.version(),
            parent,
            setup.table().rowOptimizer().stateMeaning(),
            setup.table().headOptimizer().stateMeaning(),
            all,
            events),
        hosts);
    hosts.commit(record.round());
    lastCommitSeconds = seconds(start);
  }

  /** What the run has survived so far. */
  List<TrainEvent> events() {
    return List.copyOf(events);
  }

  private void say(long allRounds) {
    RoundRecord round = rounds.get(rounds.size() - 1);
    long left = allRounds - rounds.size();
    double perRound = round.trainSeconds() + round.validationSeconds() + lastCommitSeconds;
    String text =
        "train: round %d of at most %d, epoch %.2f, %,.0f examples/s, log-loss %.4f, validation AUC %.4f, at most %,.0f s left"
            .formatted(
                round.round() + 1,
                allRounds,
                round.epochsDone(),
                round.examplesPerSecond(),
                round.trainingLoss(),
                round.validationAuc(),
                left * perRound);
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
