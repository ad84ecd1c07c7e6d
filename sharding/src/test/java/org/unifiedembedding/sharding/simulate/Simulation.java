/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;

/** A driver that runs rounds with lost shards, retried tasks and tasks that do not know of it. */
final class Simulation implements Attempt.Wire {

  /** What is simulated. */
  record Setting(int staleness, int window, Safeguard off) {}

  /**
   * What happened. Wrong is a round whose commit differs from what was sent, or that never ends.
   */
  record Result(int losses, int retries, int wrong) {}

  private static final int WORKERS = 4;
  private static final int SHARDS = 3;
  private static final int STEPS = 12;
  private static final int MAX_TICKS = 30_000;

  private final Setting setting;
  private final SplittableRandom random;
  private final Network network;
  private final TableSpec spec;
  private final Work work;
  private final List<SimulatedShard> shards = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private Map<Long, Float> committed = new TreeMap<>();
  private long incarnation;
  private int losses;
  private int retries;
  private int wrong;
  private boolean stuck;

  Simulation(long seed, Setting setting) {
    this.setting = setting;
    random = new SplittableRandom(seed);
    network = new Network(random.split());
    TableGeometry geometry = new TableGeometry(7, 8, 3, 2);
    TableSpec counting = TestTables.spec(geometry, WORKERS, setting.staleness());
    spec =
        new TableSpec(
            geometry,
            counting.rowOptimizer(),
            counting.headOptimizer(),
            1,
            0,
            0,
            WORKERS,
            setting.staleness());
    RowPartition partition = TestTables.partition(spec, SHARDS);
    work = new Work(partition, spec.rowShape().stride());
    for (int shard = 0; shard < SHARDS; shard++) {
      shards.add(new SimulatedShard(spec, partition, shard, setting.off()));
    }
  }

  Result run(int rounds) {
    for (int round = 0; round < rounds; round++) {
      while (!attempt(round)) {
        if (stuck) {
          return new Result(losses, retries, wrong + 1);
        }
        incarnation++;
        shards.forEach(shard -> shard.undo(incarnation));
      }
      boolean agrees = agrees();
      shards.forEach(SimulatedShard::commit);
      Map<Long, Float> expected = expected(round);
      committed = new TreeMap<>();
      shards.forEach(shard -> shard.addRowsTo(committed));
      wrong += agrees && committed.equals(expected) ? 0 : 1;
    }
    return new Result(losses, retries, wrong);
  }

  /** Runs a round until all workers are done; false when it must be given up. */
  private boolean attempt(long round) {
    incarnation++;
    shards.forEach(shard -> shard.begin(incarnation, round));
    for (int worker = 0; worker < WORKERS; worker++) {
      start(worker, round, 0);
    }
    for (int tick = 0; tick < MAX_TICKS; tick++) {
      network.tick();
      attempts.get(random.nextInt(attempts.size())).advance();
      attempts.removeIf(attempt -> attempt.dead && !attempt.stepPassed);
      if (random.nextInt(3000) == 0) {
        shards.get(random.nextInt(SHARDS)).loseAndLoad(committed);
        losses++;
        return false;
      }
      if (random.nextInt(600) == 0) {
        retry(random.nextInt(WORKERS), round);
      }
      if (attempts.removeIf(attempt -> attempt.stepPassed)) {
        return false;
      }
      if (allDone()) {
        return true;
      }
    }
    stuck = true;
    return false;
  }

  /** A task dies, or a second copy of it starts while it lives on; its messages stay in flight. */
  private void retry(int worker, long round) {
    Attempt newest = newest(worker);
    if (newest == null || newest.done()) {
      return;
    }
    newest.dead = random.nextBoolean();
    retries++;
    start(worker, round, newest.sender.attempt() + 1);
  }

  private void start(int worker, long round, int attempt) {
    Sender sender = new Sender(incarnation, round, worker, attempt);
    attempts.add(new Attempt(spec, work, this, sender, STEPS, setting.window()));
  }

  private @Nullable Attempt newest(int worker) {
    Attempt newest = null;
    for (Attempt attempt : attempts) {
      if (attempt.sender.incarnation() == incarnation && attempt.sender.worker() == worker) {
        newest = attempt;
      }
    }
    return newest;
  }

  private boolean allDone() {
    for (int worker = 0; worker < WORKERS; worker++) {
      Attempt newest = newest(worker);
      if (newest == null || !newest.done()) {
        return false;
      }
    }
    return true;
  }

  private boolean agrees() {
    boolean agrees = true;
    for (int shard = 0; shard < SHARDS; shard++) {
      long[] marks = shards.get(shard).seal();
      for (int worker = 0; worker < WORKERS; worker++) {
        Attempt newest = newest(worker);
        agrees &= newest != null && newest.finish()[shard] == marks[worker];
      }
    }
    return agrees;
  }

  private Map<Long, Float> expected(long round) {
    Map<Long, Float> expected = new TreeMap<>(committed);
    float share = spec.lockstep() ? 1f / WORKERS : 1;
    for (int worker = 0; worker < WORKERS; worker++) {
      for (int step = 0; step < STEPS; step++) {
        work.of(round, worker, step)
            .forEach((row, a) -> expected.merge(row, a * share, Float::sum));
      }
    }
    return expected;
  }

  @Override
  public void send(Attempt from, Request request) {
    SimulatedShard shard = shards.get(request.shard());
    network.carryPerhapsTwice(
        () ->
            shard.handle(
                request, (r, answer) -> network.carry(() -> from.answered(request, answer))),
        () -> shard.handle(request, (r, answer) -> {}));
  }

  @Override
  public void later(int ticks, Runnable action) {
    network.after(ticks, action);
  }
}
