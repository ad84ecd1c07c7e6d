/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.transport.Transport;

/**
 * A set of requests, at most one a shard, whose answers are waited for together. Made once per
 * session and used again for each step.
 */
final class Exchange implements Replies {
  /** A task that is killed must free its slot even where a host does not answer any more. */
  private static final long MOMENT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Transport transport;
  private final long timeoutNanos;
  private final @Nullable Request[] requests;
  private final @Nullable Answer[] answers;
  private final AtomicInteger open = new AtomicInteger();
  private volatile Thread owner = Thread.currentThread();

  Exchange(Transport transport, int shards, Duration timeout) {
    this.transport = transport;
    timeoutNanos = timeout.toNanos();
    requests = new Request[shards];
    answers = new Answer[shards];
  }

  /** Forgets the last exchange. */
  void clear() {
    Arrays.fill(requests, null);
    Arrays.fill(answers, null);
    owner = Thread.currentThread();
  }

  /** Adds a request to those that {@link #send} sends. */
  void add(Request request) {
    requests[request.shard()] = request;
  }

  /** Waits for the answers. False when time ran out or the thread was interrupted. */
  boolean await() {
    transport.await(this::answeredOrInterrupted, timeoutNanos);
    return answered();
  }

  /**
   * Waits on for answers that a transport owes: until they have come it may write into arrays of
   * requests. Whoever was interrupted gives its arrays up and waits for a moment only.
   */
  void awaitRest() {
    boolean interrupted = Thread.interrupted();
    transport.await(
        this::answered, interrupted ? Math.min(MOMENT_NANOS, timeoutNanos) : timeoutNanos);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends what was added and is not answered. */
  void send() {
    int count = 0;
    for (int shard = 0; shard < requests.length; shard++) {
      count += requests[shard] != null && answers[shard] == null ? 1 : 0;
    }
    open.set(count);
    for (int shard = 0; shard < requests.length; shard++) {
      Request request = requests[shard];
      if (request != null && answers[shard] == null) {
        transport.send(request, this);
      }
    }
  }

  private boolean answered() {
    return open.get() == 0;
  }

  private boolean answeredOrInterrupted() {
    return answered() || Thread.currentThread().isInterrupted();
  }

  int shards() {
    return requests.length;
  }

  @Override
  public void answer(Request request, Answer answer) {
    answers[request.shard()] = answer;
    Thread waiting = owner;
    if (open.decrementAndGet() == 0 && waiting != Thread.currentThread()) {
      LockSupport.unpark(waiting);
    }
  }

  /** The answer of a shard, null when nothing was asked or no answer came. */
  @Nullable Answer answer(int shard) {
    return answers[shard];
  }

  /** The request to a shard, null when nothing was asked. */
  @Nullable Request request(int shard) {
    return requests[shard];
  }
}
