/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

import java.util.Arrays;
import java.util.Map;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.protocol.ShardHandler;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.StateBlock;

/**
 * A real shard behind a door that can blind it to what one safeguard looks at, by changing the
 * messages on their way in.
 */
final class SimulatedShard {
  private final TableSpec spec;
  private final RowPartition partition;
  private final int shard;
  private final Safeguard off;
  private final long[] marks;
  private final int[] leases;
  private RowStore store;
  private ShardHandler handler;
  private long incarnation;
  private long round;

  SimulatedShard(TableSpec spec, RowPartition partition, int shard, Safeguard off) {
    this.spec = spec;
    this.partition = partition;
    this.shard = shard;
    this.off = off;
    marks = new long[spec.workers()];
    leases = new int[spec.workers()];
    store = new RowStore(spec, partition, shard);
    handler = new ShardHandler(store, spec.workers(), spec.staleness());
  }

  /** Loses everything, and comes back with what was committed. */
  void loseAndLoad(Map<Long, Float> committed) {
    store = new RowStore(spec, partition, shard);
    handler = new ShardHandler(store, spec.workers(), spec.staleness());
    float[] weights = new float[partition.geometry().width()];
    committed.forEach(
        (row, amount) -> {
          long place = partition.place(row);
          if (place >>> 32 == shard) {
            weights[0] = amount;
            store.load(new StateBlock(new int[] {(int) place}, 1, weights, new float[1]));
          }
        });
  }

  void undo(long newIncarnation) {
    if (off == Safeguard.UNDO) {
      handler.seal();
      handler.commit();
    } else {
      handler.undo(newIncarnation);
    }
  }

  void begin(long newIncarnation, long newRound) {
    handler.begin(newIncarnation, newRound);
    incarnation = newIncarnation;
    round = newRound;
    Arrays.fill(marks, 0);
  }

  long[] seal() {
    return handler.seal();
  }

  void commit() {
    handler.commit();
  }

  void addRowsTo(Map<Long, Float> rows) {
    StateBlock room = StateBlock.room(spec.rowShape(), (int) partition.rows(shard));
    int count = store.scan(RowSelection.STORED, 0, (int) partition.rows(shard), room);
    for (int i = 0; i < count; i++) {
      long row = partition.row(shard, room.rows()[i]);
      rows.put(row, room.weights()[i * partition.geometry().width()]);
    }
  }

  void handle(Request request, Replies replies) {
    Request seen = request;
    if (request instanceof Request.Push push) {
      seen = blinded(push);
    }
    handler.handle(
        seen,
        (answered, answer) -> {
          remember(answered, answer);
          replies.answer(request, answer);
        });
  }

  private void remember(Request request, Answer answer) {
    if (!(answer instanceof Answer.Accepted)) {
      return;
    }
    if (request instanceof Request.Push push) {
      marks[push.sender().worker()] = push.sequence();
    } else if (request instanceof Request.Hello hello) {
      leases[hello.sender().worker()] = hello.sender().attempt();
    }
  }

  private Request blinded(Request.Push push) {
    Sender sender = push.sender();
    int worker = sender.worker();
    return switch (off) {
      case NONE, UNDO -> push;
      case PREVIOUS -> copy(push, sender, push.sequence(), marks[worker]);
      case DUPLICATES ->
          push.sequence() > marks[worker]
              ? push
              : copy(push, sender, marks[worker] + 1, marks[worker]);
      case INCARNATION -> {
        Sender fresh = new Sender(incarnation, round, worker, leases[worker]);
        yield copy(push, fresh, push.sequence(), push.previous());
      }
    };
  }

  private static Request copy(Request.Push push, Sender sender, long sequence, long previous) {
    return new Request.Push(
        push.shard(), sender, sequence, previous, push.gradients(), push.weight());
  }
}
