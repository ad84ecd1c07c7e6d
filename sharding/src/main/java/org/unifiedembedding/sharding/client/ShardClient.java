/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.transport.Transport;

/**
 * A session over any transport: knows which shard owns a row, but not where it lives.
 *
 * <p>A newer attempt goes on behind the marks of the older ones: a push that a shard has is not
 * sent to it again, and a step that all shards have is not even pulled (its vectors are zeros).
 * Without a staleness bound, shards without rows in a step are left out.
 */
public final class ShardClient implements WorkerSession {
  private static final int[] NO_ROWS = {};
  private static final float[] NO_VALUES = {};

  private final Transport transport;
  private final TableSpec spec;
  private final Sender sender;
  private final int stride;
  private final int head;
  private final Exchange exchange;
  private final Failures failures;
  private final long[] last;
  private float @Nullable [] skippedHead;

  /** Takes the lease of the sender's worker at all shards. */
  public ShardClient(Transport transport, TableSpec spec, RowPartition partition, Sender sender) {
    this.transport = transport;
    this.spec = spec;
    this.sender = sender;
    stride = spec.rowShape().stride();
    head = partition.parts();
    exchange = new Exchange(transport, head + 1, spec.timeout());
    failures = Failures.ofWorker(spec, sender);
    last = new long[head + 1];
    hello();
  }

  private void hello() {
    exchange.clear();
    for (int shard = 0; shard <= head; shard++) {
      exchange.add(new Request.Hello(shard, sender));
    }
    await("hello", 0);
    for (int shard = 0; shard <= head; shard++) {
      if (exchange.answer(shard) instanceof Answer.Accepted accepted) {
        last[shard] = accepted.mark();
      } else {
        throw failures.unexpected("hello", shard, exchange.answer(shard));
      }
    }
  }

  @Override
  public void pull(long step, RowGroups rows, float[] vectors) {
    Vectors.check(rows, vectors, head, stride);
    if (passed(step)) {
      Arrays.fill(vectors, 0, rows.count() * stride, 0);
      return;
    }
    exchange.clear();
    for (int shard = 0; shard < head; shard++) {
      if (takesPart(rows, shard)) {
        exchange.add(new Request.Pull(shard, sender, step, RowBlock.ofShard(rows, shard, vectors)));
      }
    }
    await("pull", step);
    for (int shard = 0; shard < head; shard++) {
      if (takesPart(rows, shard) && !(exchange.answer(shard) instanceof Answer.Values)) {
        throw failures.unexpected("pull of step " + step, shard, exchange.answer(shard));
      }
    }
  }

  @Override
  public float[] headWeights(long step) {
    if (passed(step)) {
      float[] zeros = skippedHead == null ? new float[spec.headParameters()] : skippedHead;
      skippedHead = zeros;
      return zeros;
    }
    exchange.clear();
    RowBlock nothing = new RowBlock(NO_ROWS, 0, 0, NO_VALUES);
    exchange.add(new Request.Pull(head, sender, step, nothing));
    await("pull of the head", step);
    if (exchange.answer(head) instanceof Answer.Values values) {
      return values.values();
    }
    throw failures.unexpected("pull of the head", head, exchange.answer(head));
  }

  @Override
  public void push(
      long step, RowGroups rows, float[] gradients, float[] headGradient, double weight) {
    Vectors.check(rows, gradients, head, stride);
    checkPush(headGradient, weight);
    long sequence = step + 1;
    exchange.clear();
    for (int shard = 0; shard <= head; shard++) {
      if (last[shard] < sequence && takesPart(rows, shard)) {
        RowBlock block =
            shard == head
                ? RowBlock.ofHead(headGradient)
                : RowBlock.ofShard(rows, shard, gradients);
        exchange.add(new Request.Push(shard, sender, sequence, last[shard], block, weight));
      }
    }
    await("push", step);
    for (int shard = 0; shard <= head; shard++) {
      checkPushed(step, shard);
    }
  }

  private void checkPushed(long step, int shard) {
    if (exchange.request(shard) == null) {
      return;
    }
    Answer answer = exchange.answer(shard);
    if (!(answer instanceof Answer.Accepted) && !(answer instanceof Answer.Duplicate)) {
      throw failures.unexpected("push of step " + step, shard, answer);
    }
    last[shard] = step + 1;
  }

  @Override
  public long[] finish() {
    return last.clone();
  }

  @Override
  public void close() {}

  /** Sends and waits; on a time-out or an interrupt takes parked pulls back before it throws. */
  private void await(String what, long step) {
    if (exchange.await()) {
      return;
    }
    Exchange withdrawal = new Exchange(transport, head + 1, spec.timeout());
    for (int shard = 0; shard <= head; shard++) {
      if (exchange.request(shard) instanceof Request.Pull && exchange.answer(shard) == null) {
        withdrawal.add(new Request.Withdraw(shard, sender, step));
      }
    }
    withdrawal.send();
    withdrawal.awaitRest();
    exchange.awaitRest();
    throw failures.timeout(what + " of step " + step, exchange);
  }

  private boolean takesPart(RowGroups rows, int shard) {
    return shard == head
        || spec.staleness() != TableSpec.NO_BOUND
        || rows.start(shard + 1) > rows.start(shard);
  }

  /** Whether all shards have the push of a step from an older attempt. */
  private boolean passed(long step) {
    for (long sequence : last) {
      if (sequence <= step) {
        return false;
      }
    }
    return true;
  }

  private void checkPush(float[] headGradient, double weight) {
    if (headGradient.length != spec.headParameters()) {
      throw new IllegalArgumentException(
          "Invalid headGradient: "
              + headGradient.length
              + " floats (must be "
              + spec.headParameters()
              + ")");
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "Invalid weight: " + weight + " (must be finite and >= 0)");
    }
  }
}
