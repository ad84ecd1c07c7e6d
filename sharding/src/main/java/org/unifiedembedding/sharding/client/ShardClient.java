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
 *
 * <p>With a window of two steps, pulls go out a step ahead and pushes are not waited for, so that a
 * worker computes while its messages are on their way. Its rows are then older by one step.
 */
public final class ShardClient implements WorkerSession {
  private static final int[] NO_ROWS = {};
  private static final float[] NO_VALUES = {};

  private final Transport transport;
  private final TableSpec spec;
  private final Sender sender;
  private final int stride;
  private final int head;
  private final int window;
  private final Exchange[] pulls;
  private final Exchange[] pushes;
  private final Failures failures;
  private final long[] last;
  private long fetched = -1;
  private long pushed = -1;
  private long settled = -1;
  private float @Nullable [] skippedHead;

  /** Takes the lease of the sender's worker at all shards; one step is under way at a time. */
  public ShardClient(Transport transport, TableSpec spec, RowPartition partition, Sender sender) {
    this(transport, spec, partition, sender, 1);
  }

  /**
   * Takes the lease of the sender's worker at all shards.
   *
   * @param window steps that may be under way at once, 1 or 2; 2 wants a table without a staleness
   *     bound, since the pull of a step must not wait for the push of the one before
   */
  public ShardClient(
      Transport transport, TableSpec spec, RowPartition partition, Sender sender, int window) {
    if (window < 1 || window > 2 || (window > 1 && spec.staleness() != TableSpec.NO_BOUND)) {
      throw new IllegalArgumentException(
          "Invalid window: " + window + " (must be 1, or 2 without a staleness bound)");
    }
    this.transport = transport;
    this.spec = spec;
    this.sender = sender;
    this.window = window;
    stride = spec.rowShape().stride();
    head = partition.parts();
    failures = Failures.ofWorker(spec, sender);
    last = new long[head + 1];
    pulls = exchanges();
    pushes = exchanges();
    hello();
  }

  private Exchange[] exchanges() {
    Exchange[] exchanges = new Exchange[window];
    Arrays.setAll(exchanges, i -> new Exchange(transport, head + 1, spec.timeout()));
    return exchanges;
  }

  private static Exchange of(long step, Exchange[] exchanges) {
    return exchanges[(int) (step % exchanges.length)];
  }

  private void hello() {
    Exchange exchange = of(0, pulls);
    exchange.clear();
    for (int shard = 0; shard <= head; shard++) {
      exchange.add(new Request.Hello(shard, sender));
    }
    exchange.send();
    await(exchange, "hello", 0);
    for (int shard = 0; shard <= head; shard++) {
      if (exchange.answer(shard) instanceof Answer.Accepted accepted) {
        last[shard] = accepted.mark();
      } else {
        throw failures.unexpected("hello", shard, exchange.answer(shard));
      }
    }
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public void awaitRoom(long step) {
    settle(step - window);
  }

  @Override
  public void fetch(long step, RowGroups rows, float[] vectors) {
    Vectors.check(rows, vectors, head, stride);
    awaitRoom(step);
    fetched = step;
    if (passed(step)) {
      Arrays.fill(vectors, 0, rows.count() * stride, 0);
      return;
    }
    Exchange exchange = of(step, pulls);
    exchange.clear();
    for (int shard = 0; shard < head; shard++) {
      if (takesPart(rows, shard)) {
        exchange.add(new Request.Pull(shard, sender, step, RowBlock.ofShard(rows, shard, vectors)));
      }
    }
    RowBlock nothing = new RowBlock(NO_ROWS, 0, 0, NO_VALUES);
    exchange.add(new Request.Pull(head, sender, step, nothing));
    exchange.send();
  }

  @Override
  public void pull(long step, RowGroups rows, float[] vectors) {
    if (fetched < step) {
      fetch(step, rows, vectors);
    }
    if (passed(step)) {
      return;
    }
    Exchange exchange = of(step, pulls);
    await(exchange, "pull", step);
    for (int shard = 0; shard <= head; shard++) {
      if (exchange.request(shard) != null && !(exchange.answer(shard) instanceof Answer.Values)) {
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
    if (fetched >= step && of(step, pulls).answer(head) instanceof Answer.Values values) {
      return values.values();
    }
    throw new IllegalStateException("Step " + step + " was not pulled");
  }

  @Override
  public void push(
      long step, RowGroups rows, float[] gradients, float[] headGradient, double weight) {
    Vectors.check(rows, gradients, head, stride);
    checkPush(headGradient, weight);
    long sequence = step + 1;
    Exchange exchange = of(step, pushes);
    exchange.clear();
    for (int shard = 0; shard <= head; shard++) {
      if (last[shard] < sequence && takesPart(rows, shard)) {
        RowBlock block =
            shard == head
                ? RowBlock.ofHead(headGradient)
                : RowBlock.ofShard(rows, shard, gradients);
        exchange.add(new Request.Push(shard, sender, sequence, last[shard], block, weight));
        last[shard] = sequence;
      }
    }
    exchange.send();
    pushed = step;
    settle(step - window + 1);
  }

  /** Waits until the shards have accepted the pushes up to a step. */
  private void settle(long upTo) {
    for (long step = settled + 1; step <= Math.min(upTo, pushed); step++) {
      Exchange exchange = of(step, pushes);
      await(exchange, "push", step);
      for (int shard = 0; shard <= head; shard++) {
        Answer answer = exchange.answer(shard);
        if (exchange.request(shard) != null
            && !(answer instanceof Answer.Accepted)
            && !(answer instanceof Answer.Duplicate)) {
          throw failures.unexpected("push of step " + step, shard, answer);
        }
      }
      settled = step;
    }
  }

  @Override
  public long[] finish() {
    settle(pushed);
    return last.clone();
  }

  @Override
  public void close() {}

  /** Waits for what was sent; on a time-out or an interrupt takes parked pulls back and throws. */
  private void await(Exchange exchange, String what, long step) {
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
    fetched = Math.min(fetched, step - 1);
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
