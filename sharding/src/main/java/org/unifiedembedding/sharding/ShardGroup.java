/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.client.RowReader;
import org.unifiedembedding.sharding.client.ShardClient;
import org.unifiedembedding.sharding.client.StoredRows;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.protocol.ShardHandler;
import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowSink;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.Store;
import org.unifiedembedding.sharding.transport.InProcessTransport;
import org.unifiedembedding.sharding.transport.Mailbox;
import org.unifiedembedding.sharding.transport.Transport;

/**
 * The shards of one JVM for one run, and the head. Thread-safe.
 *
 * <p>A round is {@link #begin}, sessions of the workers, {@link #seal}, then {@link #commit} or
 * {@link #undo}. Rows and the head are loaded and listed between rounds; listing is also allowed
 * between seal and commit.
 */
public final class ShardGroup implements AutoCloseable {
  private enum Phase {
    IDLE,
    OPEN,
    SEALED,
    CLOSED
  }

  private final TableSpec spec;
  private final ShardPlan plan;
  private final int stride;
  private final List<RowStore> stores = new ArrayList<>();
  private final HeadStore head;
  private final List<Mailbox> boxes = new ArrayList<>();
  private final Transport transport;
  private volatile Phase phase = Phase.IDLE;
  private volatile long incarnation;
  private volatile long round;

  public ShardGroup(TableSpec spec, ShardPlan plan) {
    if (!spec.geometry().equals(plan.geometry())) {
      throw new IllegalArgumentException(
          "Invalid plan: made for " + plan.geometry() + " (must be " + spec.geometry() + ")");
    }
    this.spec = spec;
    this.plan = plan;
    stride = spec.rowShape().stride();
    for (int shard = 0; shard < plan.shards(); shard++) {
      RowStore store = new RowStore(spec, plan, shard);
      stores.add(store);
      boxes.add(box(store));
    }
    head = new HeadStore(spec);
    boxes.add(box(head));
    transport = new InProcessTransport(boxes);
  }

  private Mailbox box(Store store) {
    return new Mailbox(new ShardHandler(store, spec.workers(), spec.staleness()));
  }

  /**
   * Opens a round. Messages of any other incarnation are refused from here on.
   *
   * @param newIncarnation above every earlier one
   * @throws UnifiedEmbeddingException CONFLICT when the incarnation is not new
   */
  public synchronized void begin(long newIncarnation, long newRound) {
    require("begin", Phase.IDLE);
    checkNew(newIncarnation);
    each(handler -> handler.begin(newIncarnation, newRound));
    incarnation = newIncarnation;
    round = newRound;
    phase = Phase.OPEN;
  }

  /** Takes no more pushes of the round; what the shards had. Sealing twice gives the same. */
  public synchronized SealResult seal(long sealedRound) {
    require("seal", Phase.OPEN, Phase.SEALED);
    checkRound(sealedRound);
    List<long[]> marks = new ArrayList<>();
    List<Long> applied = new ArrayList<>();
    each(
        handler -> {
          if (handler.broken() != null) {
            throw new UnifiedEmbeddingException(
                ErrorCode.RETRY,
                "A shard broke in round " + round + ": " + handler.broken() + ". Undo the round.");
          }
          marks.add(handler.seal());
          applied.add(spec.lockstep() ? handler.applied() : -1);
        });
    phase = Phase.SEALED;
    return new SealResult(
        sealedRound, marks, applied.stream().mapToLong(Long::longValue).toArray());
  }

  /** Makes a sealed round final: drops its undo images and touched marks. */
  public synchronized void commit(long committedRound) {
    require("commit", Phase.SEALED);
    checkRound(committedRound);
    each(ShardHandler::commit);
    phase = Phase.IDLE;
  }

  /**
   * Gives back the bytes of rows, states and head as they were when the round began, and refuses
   * its messages from here on. Without a round it only raises the incarnation.
   *
   * @param newIncarnation above every earlier one
   */
  public synchronized void undo(long newIncarnation) {
    require("undo", Phase.IDLE, Phase.OPEN, Phase.SEALED);
    checkNew(newIncarnation);
    each(handler -> handler.undo(newIncarnation));
    incarnation = newIncarnation;
    phase = Phase.IDLE;
  }

  /**
   * A session of a worker for the open round; older attempts of the worker are refused from here
   * on.
   *
   * @param attempt number of the task attempt, from 0
   */
  public WorkerSession session(int worker, int attempt) {
    if (worker < 0 || worker >= spec.workers()) {
      throw new IllegalArgumentException(
          "Invalid worker: " + worker + " (must be in [0, " + spec.workers() + "))");
    }
    return new ShardClient(transport, spec, plan, new Sender(incarnation, round, worker, attempt));
  }

  /** Reads rows as a loader would see them; in a round, whatever is applied by then. */
  public RowReader reader() {
    return new StoredRows(boxes, stores, head);
  }

  /** Bytes of heap that rows, head, undo images and waiting gradients take now. */
  public long memoryBytes() {
    long bytes = 0;
    for (int shard = 0; shard < boxes.size(); shard++) {
      Store store = shard < stores.size() ? stores.get(shard) : head;
      bytes += locked(shard, store::memoryBytes);
    }
    return bytes;
  }

  /** Floats between two rows of a session's vectors: the width rounded up to a multiple of 8. */
  public int stride() {
    return stride;
  }

  /** How rows are dealt to the shards; batches group their rows by it. */
  public RowPartition partition() {
    return plan.partition();
  }

  /** Floats of a row. */
  public int width() {
    return plan.geometry().width();
  }

  /** Buckets of the table. */
  public int allBuckets() {
    return plan.geometry().allBuckets();
  }

  /** Gives the rows of a bucket that training touched since the last commit, ascending. */
  public void forEachTouched(int bucket, RowSink sink) {
    require("list touched rows", Phase.IDLE, Phase.SEALED);
    int shard = plan.partition().partOfBucket(bucket);
    int first = plan.partition().firstLocalRow(bucket);
    int rows = plan.geometry().rowsOf(bucket);
    run(shard, () -> stores.get(shard).forEachTouched(first, rows, sink));
  }

  /** Gives the rows of a bucket that training ever touched or that were loaded, ascending. */
  public void forEachStored(int bucket, RowSink sink) {
    require("list stored rows", Phase.IDLE, Phase.SEALED);
    int shard = plan.partition().partOfBucket(bucket);
    int first = plan.partition().firstLocalRow(bucket);
    int rows = plan.geometry().rowsOf(bucket);
    run(shard, () -> stores.get(shard).forEachStored(first, rows, sink));
  }

  /** Sets a row and its optimizer's state; it counts as stored, not as touched. */
  public void load(long row, float[] weights, int weightOffset, float[] state, int stateOffset) {
    require("load a row", Phase.IDLE);
    long place = plan.partition().place(row);
    int shard = (int) (place >>> 32);
    int local = (int) place;
    run(shard, () -> stores.get(shard).load(local, weights, weightOffset, state, stateOffset));
  }

  /** A copy of the head's weights [P]. */
  public float[] headWeights() {
    return locked(boxes.size() - 1, head::weights);
  }

  /** A copy of the state of the head's optimizer. */
  public float[] headState() {
    return locked(boxes.size() - 1, head::state);
  }

  /** Updates of the head so far. */
  public long headStep() {
    return locked(boxes.size() - 1, head::step);
  }

  /** Sets the head as it was saved. */
  public void loadHead(float[] weights, float[] state, long step) {
    require("load the head", Phase.IDLE);
    run(boxes.size() - 1, () -> head.load(weights, state, step));
  }

  /** Sets the first weights of the head and starts its optimizer anew. */
  public void initialiseHead(float[] weights) {
    require("initialise the head", Phase.IDLE);
    run(boxes.size() - 1, () -> head.initialise(weights));
  }

  /** Refuses everything from here on. Closing twice is fine. */
  @Override
  public synchronized void close() {
    if (phase != Phase.CLOSED) {
      each(ShardHandler::close);
      phase = Phase.CLOSED;
    }
  }

  private void each(Consumer<ShardHandler> action) {
    for (int shard = 0; shard < boxes.size(); shard++) {
      ShardHandler handler = boxes.get(shard).handler();
      run(shard, () -> action.accept(handler));
    }
  }

  private void run(int shard, Runnable action) {
    locked(
        shard,
        () -> {
          action.run();
          return shard;
        });
  }

  private <T> T locked(int shard, Supplier<T> action) {
    boxes.get(shard).lock().lock();
    try {
      return action.get();
    } finally {
      boxes.get(shard).lock().unlock();
    }
  }

  private void require(String action, Phase... allowed) {
    Phase now = phase;
    if (!List.of(allowed).contains(now)) {
      throw new IllegalStateException(
          "Cannot "
              + action
              + " while the group is "
              + now
              + " (must be "
              + List.of(allowed)
              + ")");
    }
  }

  private void checkNew(long newIncarnation) {
    if (newIncarnation <= incarnation) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Incarnation "
              + newIncarnation
              + " is not above "
              + incarnation
              + ", which the shards are in: another driver is at work on this run. Stop one of the"
              + " two.");
    }
  }

  private void checkRound(long expected) {
    if (expected != round) {
      throw new IllegalStateException("Round " + expected + " is not open; round " + round + " is");
    }
  }
}
