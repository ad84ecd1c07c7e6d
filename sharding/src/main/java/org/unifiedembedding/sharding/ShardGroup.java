/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.client.ShardClient;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.protocol.ShardCounters;
import org.unifiedembedding.sharding.protocol.ShardHandler;
import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.StateBlock;
import org.unifiedembedding.sharding.store.Store;
import org.unifiedembedding.sharding.transport.InProcessTransport;
import org.unifiedembedding.sharding.transport.Mailbox;
import org.unifiedembedding.sharding.transport.Transport;

/**
 * Shards of one JVM for one run: all of a table with its head, or some of them. Thread-safe.
 *
 * <p>A round is {@link #begin}, sessions of the workers, {@link #seal}, then {@link #commit} or
 * {@link #undo}. Groups that share a table go through it together, each in its JVM; whoever drives
 * them merges what their seals return.
 */
public final class ShardGroup implements AutoCloseable {
  private enum Phase {
    IDLE,
    OPEN,
    SEALED,
    CLOSED
  }

  private final TableSpec spec;
  private final RowPartition partition;
  private final int stride;
  private final SortedMap<Integer, Store> stores = new ConcurrentSkipListMap<>();
  private final SortedMap<Integer, Mailbox> boxes = new ConcurrentSkipListMap<>();
  private volatile Transport transport;
  private volatile Phase phase = Phase.IDLE;
  private volatile TableAccess access;
  private volatile long incarnation;
  private volatile long round;

  /** All shards of a table and its head. */
  public ShardGroup(TableSpec spec, RowPartition partition) {
    this(
        spec,
        partition,
        IntStream.rangeClosed(0, partition.parts())
            .boxed()
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Some shards of a table.
   *
   * @param shards their numbers; number S, behind the shards of rows, is the head
   */
  public ShardGroup(TableSpec spec, RowPartition partition, Set<Integer> shards) {
    if (!spec.geometry().equals(partition.geometry())) {
      throw new IllegalArgumentException(
          "Invalid partition: made for "
              + partition.geometry()
              + " (must be "
              + spec.geometry()
              + ")");
    }
    this.spec = spec;
    this.partition = partition;
    stride = spec.rowShape().stride();
    shards.forEach(this::add);
    transport = new InProcessTransport(boxes);
    access = newAccess();
  }

  private void add(int shard) {
    Store store = store(shard);
    stores.put(shard, store);
    boxes.put(shard, new Mailbox(new ShardHandler(store, spec.workers(), spec.staleness())));
  }

  /**
   * Holds exactly these shards from here on, between rounds: those that are here stay as they are,
   * others start empty, and what is not named is freed.
   *
   * @param newIncarnation above every earlier one
   */
  public synchronized void hold(long newIncarnation, Set<Integer> shards) {
    require("hold", Phase.IDLE);
    checkNew(newIncarnation);
    for (int shard : Set.copyOf(boxes.keySet())) {
      if (!shards.contains(shard)) {
        use(shard, ShardGroup::closed);
        boxes.remove(shard);
        stores.remove(shard);
      }
    }
    shards.stream().filter(shard -> !boxes.containsKey(shard)).forEach(this::add);
    transport = new InProcessTransport(boxes);
    each(handler -> handler.undo(newIncarnation));
    incarnation = newIncarnation;
    access = newAccess();
  }

  private static boolean closed(ShardHandler handler) {
    handler.close();
    return true;
  }

  private Store store(int shard) {
    if (shard < 0 || shard > partition.parts()) {
      throw new IllegalArgumentException(
          "Invalid shard: " + shard + " (must be in [0, " + partition.parts() + "])");
    }
    return shard == partition.parts() ? new HeadStore(spec) : new RowStore(spec, partition, shard);
  }

  private TableAccess newAccess() {
    return new TableAccess(transport, spec, partition, incarnation);
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
    access = newAccess();
    phase = Phase.OPEN;
  }

  /** Takes no more pushes of the round; what these shards had. Sealing twice gives the same. */
  public synchronized SealResult seal(long sealedRound) {
    require("seal", Phase.OPEN, Phase.SEALED);
    checkRound(sealedRound);
    SortedMap<Integer, SealResult.Sealed> shards = new TreeMap<>();
    for (int shard : boxes.keySet()) {
      shards.put(shard, use(shard, this::seal));
    }
    phase = Phase.SEALED;
    return new SealResult(sealedRound, shards);
  }

  private SealResult.Sealed seal(ShardHandler handler) {
    if (handler.broken() != null) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY,
          "A shard broke in round " + round + ": " + handler.broken() + ". Undo the round.");
    }
    return new SealResult.Sealed(handler.seal(), spec.lockstep() ? handler.applied() : -1);
  }

  /**
   * Makes a sealed round final: what it left is what {@link #undo} of the next one goes back to and
   * what {@link #scanCommitted} lists.
   */
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
    access = newAccess();
    phase = Phase.IDLE;
  }

  /**
   * Gives the selected rows of a bucket that is here, ascending, in blocks, as the last commit left
   * them, also while the next round is open; each block holds the shard's lock while it is copied.
   *
   * @param room for the rows of a block; their numbers are those in the bucket
   * @throws IllegalStateException when the bucket is not here, or the open round has changed it and
   *     the table keeps no undo images
   */
  public void scanCommitted(
      int bucket, RowSelection selection, StateBlock room, Consumer<StateBlock> blocks) {
    int shard = partition.partOfBucket(bucket);
    int first = partition.firstLocalRow(bucket);
    int end = first + spec.geometry().rowsOf(bucket);
    for (int from = first; from < end; ) {
      int at = from;
      int count = use(shard, handler -> rows(shard).scan(selection, at, end, room));
      from = count < room.count() ? end : room.rows()[count - 1] + 1;
      for (int i = 0; i < count; i++) {
        room.rows()[i] -= first;
      }
      blocks.accept(room.first(count));
    }
  }

  private RowStore rows(int shard) {
    if (stores.get(shard) instanceof RowStore rows) {
      return rows;
    }
    throw new IllegalStateException("Shard " + shard + " has no rows here");
  }

  /**
   * A session of a worker for the open round, where all shards of the table are here; elsewhere it
   * is a {@link ShardClient} over a transport that reaches the others. Older attempts of the worker
   * are refused from here on.
   *
   * @param attempt number of the task attempt, from 0
   */
  public WorkerSession session(int worker, int attempt) {
    if (worker < 0 || worker >= spec.workers()) {
      throw new IllegalArgumentException(
          "Invalid worker: " + worker + " (must be in [0, " + spec.workers() + "))");
    }
    return new ShardClient(
        transport, spec, partition, new Sender(incarnation, round, worker, attempt));
  }

  /**
   * Lists, fills and reads these shards in their present incarnation; for those of other JVMs too a
   * {@link TableAccess} is made over a transport that reaches them.
   */
  public TableAccess access() {
    return access;
  }

  /** These shards by number, for a server and for a transport. */
  public synchronized Map<Integer, Mailbox> mailboxes() {
    return Map.copyOf(boxes);
  }

  /** Bytes of heap that rows, head, undo images and waiting gradients take here now. */
  public synchronized long memoryBytes() {
    long bytes = 0;
    for (var store : stores.entrySet()) {
      bytes += use(store.getKey(), handler -> store.getValue().memoryBytes());
    }
    return bytes;
  }

  /** What a shard holds and has been asked; nothing where it is not here. */
  public synchronized Optional<ShardMetrics> metrics(int shard) {
    return boxes.containsKey(shard)
        ? Optional.of(use(shard, handler -> metrics(shard, handler)))
        : Optional.empty();
  }

  private ShardMetrics metrics(int shard, ShardHandler handler) {
    ShardCounters counters = handler.counters();
    return new ShardMetrics(
        shard == partition.parts() ? 0 : partition.rows(shard),
        Objects.requireNonNull(stores.get(shard)).memoryBytes(),
        counters.pulls(),
        counters.pushes(),
        counters.duplicates(),
        counters.gaps(),
        counters.refusals());
  }

  /** Floats between two rows of a session's vectors: the width rounded up to a multiple of 8. */
  public int stride() {
    return stride;
  }

  /** How rows are dealt to the shards; batches group their rows by it. */
  public RowPartition partition() {
    return partition;
  }

  /** Floats of a row. */
  public int width() {
    return partition.geometry().width();
  }

  /** Buckets of the table. */
  public int allBuckets() {
    return partition.geometry().allBuckets();
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
    for (int shard : boxes.keySet()) {
      use(
          shard,
          handler -> {
            action.accept(handler);
            return shard;
          });
    }
  }

  private <T> T use(int shard, Function<ShardHandler, T> action) {
    Mailbox box = boxes.get(shard);
    if (box == null) {
      throw new IllegalStateException("Shard " + shard + " is not here");
    }
    return box.use(action);
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
