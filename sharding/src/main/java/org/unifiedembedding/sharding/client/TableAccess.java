/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.StateBlock;
import org.unifiedembedding.sharding.transport.Transport;

/**
 * The table in one life of a run, for any task anywhere: knows which shard owns a row, but not
 * where it lives. Reading is possible at any time, listing while no round is open, setting between
 * rounds. What shards refuse, and what they do not answer in time, is an error that may be retried.
 *
 * <p>Rows with their state move in blocks of {@value #BLOCK_FLOATS} floats at most: few enough to
 * stay in a second-level cache on their way from the shard to the sink, and enough to make the way
 * to a shard in another JVM cheap. Thread-safe.
 */
public final class TableAccess implements RowReader {
  private static final int BLOCK_FLOATS = 1 << 16;

  private final Transport transport;
  private final TableSpec spec;
  private final RowPartition partition;
  private final long incarnation;
  private final RowShape shape;
  private final int head;
  private final Failures failures;
  private final Queue<StateBlock> rooms = new ConcurrentLinkedQueue<>();

  /**
   * Access by a transport that reaches all shards that will be asked.
   *
   * @param incarnation that the shards are in; in any other they refuse
   */
  public TableAccess(
      Transport transport, TableSpec spec, RowPartition partition, long incarnation) {
    this.transport = transport;
    this.spec = spec;
    this.partition = partition;
    this.incarnation = incarnation;
    shape = spec.rowShape();
    head = partition.parts();
    failures = Failures.ofTable(spec, incarnation);
  }

  @Override
  public void read(RowGroups rows, float[] vectors) {
    Vectors.check(rows, vectors, head, shape.stride());
    Exchange exchange = exchange();
    for (int shard = 0; shard < head; shard++) {
      RowBlock block = RowBlock.ofShard(rows, shard, vectors);
      if (block.count() > 0) {
        exchange.add(new Request.Read(shard, incarnation, block));
      }
    }
    complete(exchange, "read", Answer.Values.class);
  }

  @Override
  public float[] headWeights() {
    RowBlock weights = RowBlock.ofHead(new float[spec.headParameters()]);
    Request request = new Request.Read(head, incarnation, weights);
    return ask(exchange(), request, "read of the head", Answer.Values.class).values();
  }

  /**
   * Gives the selected rows of a bucket between rounds, ascending, with the state of their
   * optimizer. Rows come in blocks: when rows are loaded meanwhile, each block is of one moment.
   */
  public void scan(int bucket, RowSelection selection, RowSink sink) {
    int shard = partition.partOfBucket(bucket);
    int first = partition.firstLocalRow(bucket);
    int end = first + spec.geometry().rowsOf(bucket);
    long shift = bucket * spec.geometry().rowsPerBucket() - first;
    StateBlock room = room();
    Exchange exchange = exchange();
    String what = "scan of bucket " + bucket;
    for (int from = first; from < end; ) {
      Request scan = new Request.Scan(shard, incarnation, selection, from, end, room);
      int count = ask(exchange, scan, what, Answer.Scanned.class).count();
      give(room.first(count), shift, sink);
      from = count < room.count() ? end : room.rows()[count - 1] + 1;
    }
    rooms.add(room);
  }

  private StateBlock room() {
    StateBlock spare = rooms.poll();
    return spare == null ? StateBlock.room(shape, blockRows()) : spare;
  }

  private void give(StateBlock block, long shift, RowSink sink) {
    int width = shape.width();
    int stateSize = shape.stateSize();
    for (int i = 0; i < block.count(); i++) {
      sink.row(shift + block.rows()[i], block.weights(), i * width, block.state(), i * stateSize);
    }
  }

  /**
   * Sets rows and their optimizer's state; they count as stored, not as touched.
   *
   * @param rows hands over the rows, in any order, fastest bucket by bucket; all are set when this
   *     method returns
   */
  public void load(Consumer<RowSink> rows) {
    RowLoader loader = new RowLoader(partition, shape, blockRows(), this::load);
    rows.accept(loader);
    loader.flush();
  }

  private void load(Iterable<RowLoader.Filled> filled) {
    Exchange exchange = exchange();
    filled.forEach(f -> exchange.add(new Request.Load(f.shard(), incarnation, f.rows())));
    complete(exchange, "load", Answer.Accepted.class);
  }

  /** The head with its state, a copy. */
  public HeadState headState() {
    Request request = new Request.ScanHead(head, incarnation);
    return ask(exchange(), request, "scan of the head", Answer.Head.class).head();
  }

  /** Sets the head with its state. */
  public void loadHead(HeadState state) {
    check("weights", state.weights().length, spec.headParameters());
    check("state", state.state().length, spec.headOptimizer().stateSize(spec.headParameters()));
    Request request = new Request.LoadHead(head, incarnation, state);
    ask(exchange(), request, "load of the head", Answer.Accepted.class);
  }

  private static void check(String name, int floats, int expected) {
    if (floats != expected) {
      throw new IllegalArgumentException(
          "Invalid head " + name + ": " + floats + " floats (must be " + expected + ")");
    }
  }

  private int blockRows() {
    return Math.max(1, BLOCK_FLOATS / (shape.width() + shape.stateSize()));
  }

  private Exchange exchange() {
    return new Exchange(transport, head + 1, spec.timeout());
  }

  private <T extends Answer> T ask(
      Exchange exchange, Request request, String what, Class<T> expected) {
    exchange.clear();
    exchange.add(request);
    complete(exchange, what, expected);
    return Objects.requireNonNull(expected.cast(exchange.answer(request.shard())));
  }

  /** Sends and waits for answers of one kind. */
  private void complete(Exchange exchange, String what, Class<? extends Answer> expected) {
    exchange.send();
    if (!exchange.await()) {
      exchange.awaitRest();
      throw failures.timeout(what, exchange);
    }
    for (int shard = 0; shard <= head; shard++) {
      if (exchange.request(shard) != null && !expected.isInstance(exchange.answer(shard))) {
        throw failures.unexpected(what, shard, exchange.answer(shard));
      }
    }
  }
}
