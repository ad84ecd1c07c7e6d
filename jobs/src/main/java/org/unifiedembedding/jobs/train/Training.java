/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.time.Duration;
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
import org.unifiedembedding.jobs.host.FleetWriting;
import org.unifiedembedding.jobs.host.RunAccess;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.score.Scorer;
import org.unifiedembedding.sharding.client.RowReader;
import org.unifiedembedding.sharding.store.HeadState;

/**
 * One driver's work on a run: claim it, go on from its last checkpoint, train the rounds that are
 * left.
 */
final class Training implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  /** For a checkpoint that is under way when the run ends; below the time that SIGTERM gives. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

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
  private @Nullable CheckpointWriting writing;
  private CheckpointWriting.Written written = CheckpointWriting.Written.NOTHING;
  private boolean mended;

  /** The shards may hold rows of a round that is not among {@code rounds}. */
  private boolean stale;

  Training(VerbContext context, PreparedExamples prepared, TrainSetup setup, RunHosts hosts) {
    this.context = context;
    this.prepared = prepared;
    this.setup = setup;
    this.hosts = hosts;
    this.checkpoint =
        new Checkpoint(context.spark(), context.paths().checkpoint(), setup.planner().partition());
    RunConfig.Train train = context.config().train();
    this.stopping = new EarlyStopping(train.metric(), train.patience());
    this.recovery = new Recovery(hosts, train.retries(), events);
  }

  /** Trains to the end. */
  Outcome run() {
    // A run that has begun needs its version no more; one that may not begin leaves nothing.
    start = checkpoint.hasRounds() ? Optional.empty() : Optional.of(WarmStart.of(context, setup));
    CheckpointInfo last = checkpoint.claim();
    if (last == null) {
      parent = start.orElseThrow().parent().orElse(null);
    } else {
      resume(last);
    }
    long done = rounds.size() - 1L;
    recovery.repeat("start", this::empty, () -> fillAll(done));
    recovery.achieved();
    trainRounds();
    if (!events.isEmpty()) {
      checkpoint.deleteStrayFiles();
    }
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
        () -> {
          hosts.recover();
          isThere.set(false);
          return new Recovery.From(best, 0);
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
            "resumed",
            last.round() + 1,
            "driver %d of the run went on from the checkpoint of round %d"
                .formatted(checkpoint.driver(), last.round())));
  }

  private void requireSameData(CheckpointInfo last) {
    if (last.dataVersion() != prepared.version()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Run %s trains on version %d of its prepared data, which is at version %d now. Train under another run id."
              .formatted(context.runId(), last.dataVersion(), prepared.version()));
    }
  }

  private Recovery.From empty() {
    hosts.recover();
    hosts.restart();
    return new Recovery.From(rounds.size(), 0);
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
    while (isLeft(planner) || writing != null) {
      recovery.repeat(
          "round",
          () -> goBack(planner),
          () -> {
            if (isLeft(planner)) {
              carryOut(planner.plan(rounds.size()), runner, feed);
              say(planner.rounds());
            } else {
              finishCheckpoint();
            }
            return rounds.size();
          });
      mended = false;
    }
  }

  private boolean isLeft(RoundPlanner planner) {
    return rounds.size() < planner.rounds() && !stopping.done(rounds);
  }

  /** After a round broke off: the shards as the last round left them that can be given back. */
  private Recovery.From goBack(RoundPlanner planner) {
    mended = true;
    Set<Integer> empty = hosts.recover();
    long broken = isLeft(planner) ? planner.plan(rounds.size()).examples() : 0;
    long lost = giveUpCheckpoint();
    if (stale) {
      hosts.restart();
      fillAll(rounds.size() - 1L);
      stale = false;
    } else {
      fill(empty, rounds.size() - 1L);
    }
    return new Recovery.From(rounds.size(), lost + broken);
  }

  /**
   * Waits for what becomes of the checkpoint that was being written. When it fails its round is
   * lost: the shards have no image of the one before.
   *
   * @return examples of the lost round
   */
  private long giveUpCheckpoint() {
    CheckpointWriting last = writing;
    if (last == null || isCommitted(last)) {
      writing = null;
      return 0;
    }
    stale = true;
    writing = null;
    return rounds.remove(rounds.size() - 1).examples();
  }

  private boolean isCommitted(CheckpointWriting last) {
    try {
      last.await();
      return true;
    } catch (RuntimeException e) {
      LOG.warn("The checkpoint of round {} broke off: {}", last.round(), e.toString());
      return checkpoint.hasCommitted(last.round());
    }
  }

  private void carryOut(RoundPlan plan, RoundRunner runner, Feed feed) {
    rebalance(plan.round());
    long begin = System.nanoTime();
    List<WorkerReport> reports = runner.run(plan, feed);
    double trainSeconds = seconds(begin);
    double trainingLoss = loss(plan, reports);
    begin = System.nanoTime();
    Metrics validation = validate();
    double validationSeconds = seconds(begin);
    begin = System.nanoTime();
    CheckpointWriting.Written before = finishCheckpoint();
    commit(
        new RoundRecord(
            plan.round(),
            plan.epochsDone(),
            plan.examples(),
            trainingLoss,
            validation.auc(),
            validation.logLoss(),
            trainSeconds,
            validationSeconds,
            before.seconds(),
            seconds(begin),
            before.rows(),
            before.bytes()));
  }

  /** Executors whose loss broke nothing: they had come, and had no shards yet. */
  private void noteLostUnused() {
    hosts
        .takeLostUnused()
        .forEach(
            (name, reason) ->
                events.add(
                    new TrainEvent(
                        "executor-lost", rounds.size(), "without shards: " + name + "=" + reason)));
  }

  /** A round that is repeated goes on with the executors that are left, at once. */
  private void rebalance(long round) {
    noteLostUnused();
    if (mended || !hosts.hasNewcomers()) {
      return;
    }
    finishCheckpoint(); // The shards that move are read from it.
    Set<Integer> moved = hosts.rebalance();
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

  private double loss(RoundPlan plan, List<WorkerReport> reports) {
    double loss = reports.stream().mapToDouble(WorkerReport::loss).sum();
    double weight = reports.stream().mapToDouble(WorkerReport::weight).sum();
    if (!Double.isFinite(loss)) {
      throw diverged(plan);
    }
    return loss / weight;
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

  /**
   * Makes a round final in the shards and begins its checkpoint. Where no undo images are kept the
   * next round would change what is written, so it waits.
   */
  private void commit(RoundRecord record) {
    stale = true;
    hosts.commit(record.round());
    List<RoundRecord> all = new ArrayList<>(rounds);
    all.add(record);
    HeadState head = hosts.table().headState();
    CheckpointInfo info =
        new CheckpointInfo(
            record.round(),
            Checkpoint.base(record.round()),
            head.step(),
            prepared.version(),
            parent,
            setup.table().rowOptimizer().stateMeaning(),
            setup.table().headOptimizer().stateMeaning(),
            all,
            events);
    FleetWriting rows = hosts.write(record.round(), info.selection());
    long best = stopping.best(all).round();
    writing = new CheckpointWriting(java().sc(), checkpoint, info, head, rows, best);
    rounds.add(record);
    stale = false;
    if (!setup.table().keepsUndo()) {
      finishCheckpoint();
    }
  }

  /** Waits until the last round is committed; what was written when anything was. */
  private CheckpointWriting.Written finishCheckpoint() {
    CheckpointWriting last = writing;
    if (last != null) {
      written = last.await();
      writing = null;
      recovery.achieved();
    }
    return written;
  }

  @Override
  public void close() {
    if (writing != null) {
      writing.close(PATIENCE);
    }
  }

  /** What the run has survived so far. */
  List<TrainEvent> events() {
    noteLostUnused();
    return List.copyOf(events);
  }

  private void say(long allRounds) {
    RoundRecord round = rounds.get(rounds.size() - 1);
    long left = allRounds - rounds.size();
    double perRound =
        round.trainSeconds() + round.validationSeconds() + round.checkpointWaitSeconds();
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
