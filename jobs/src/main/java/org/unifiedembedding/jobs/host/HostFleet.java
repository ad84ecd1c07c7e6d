/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.control.ControlClient;
import org.unifiedembedding.sharding.plan.HostCapacity;
import org.unifiedembedding.sharding.remote.HostAddress;

/** The hosts of one run by executor id: who they are and what is ordered from all of them. */
final class HostFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostFleet.class);

  /** Share of the heap that is left to Spark, to buffers of batches and to the collector. */
  private static final double HEAP_FOR_SHARDS = 0.7;

  /** Covers the allocation of a large shard and the wait for one that is at work. */
  private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(60);

  /** A question is answered at once; a host that stands still must not be taken for one at work. */
  private static final Duration QUESTION_TIMEOUT = Duration.ofSeconds(10);

  private final Hosting hosting;
  private final HostWatch watch;
  private final @Nullable ControlClient control;
  private final ExecutorService orders;
  private final Map<String, Host> hosts = new ConcurrentSkipListMap<>();
  private final Map<String, HostAddress> addresses = new ConcurrentSkipListMap<>();

  HostFleet(JavaSparkContext spark, Hosting hosting) {
    this.hosting = hosting;
    watch = new HostWatch(spark, hosting.id());
    control = hosting.local() ? null : ControlClient.open(hosting.keys().secret(), 0);
    orders =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "ue-orders-" + hosting.runId());
              thread.setDaemon(true);
              return thread;
            });
  }

  HostWatch watch() {
    return watch;
  }

  void add(HostCard card) {
    Host host = new Host(card, hosting, control);
    hosts.put(card.executorId(), host);
    watch.add(card.executorId(), host);
  }

  /** Forgets the hosts that were lost since the last call. */
  void removeLost() {
    for (String name : watch.takeLost()) {
      hosts.remove(name);
      addresses.remove(name);
    }
  }

  /** Executors with a host. */
  Set<String> names() {
    return Set.copyOf(hosts.keySet());
  }

  /** A host, null when it is lost. */
  @Nullable HostCard card(String name) {
    Host host = hosts.get(name);
    return host == null ? null : host.card();
  }

  /** Where a host's shards are reached, null when it is lost. */
  @Nullable HostAddress address(String name) {
    return addresses.get(name);
  }

  int slots() {
    return hosts.values().stream().mapToInt(host -> host.card().slots()).sum();
  }

  long memoryBytes() {
    return hosts.values().stream().mapToLong(Host::memoryBytes).sum();
  }

  List<HostCapacity> capacities() {
    return hosts.values().stream()
        .map(Host::card)
        .map(
            card ->
                new HostCapacity(card.executorId(), (long) (card.heapBytes() * HEAP_FOR_SHARDS)))
        .toList();
  }

  /** Gives orders to all hosts at once; those that do not carry them out are lost. */
  Map<String, Report> order(Function<String, Order> order) {
    Map<String, Future<Report>> open = new TreeMap<>();
    hosts.forEach(
        (name, host) -> {
          Order mine = order.apply(name);
          Callable<Report> call = () -> host.order(mine, ORDER_TIMEOUT);
          open.put(name, hosting.local() ? done(call) : orders.submit(call));
        });
    Map<String, Report> reports = new TreeMap<>();
    open.forEach((name, future) -> await(name, future, reports));
    return reports;
  }

  /** How far a host is with writing its rows; null when it is lost. */
  @Nullable WriteState writeState(String name) {
    Host host = hosts.get(name);
    if (host == null) {
      return null;
    }
    try {
      return host.order(new Order.Written(), QUESTION_TIMEOUT).written();
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UncheckedIOException(e); // The host is well; nobody waits for it any more.
      }
      watch.giveUp(name, e.toString());
      return null;
    }
  }

  private static Future<Report> done(Callable<Report> call) {
    FutureTask<Report> task = new FutureTask<>(call);
    task.run();
    return task;
  }

  private void await(String name, Future<Report> future, Map<String, Report> reports) {
    try {
      Report report = future.get();
      reports.put(name, report);
      HostAddress address = report.address();
      if (address != null) {
        addresses.put(name, address);
      }
    } catch (ExecutionException e) {
      failed(name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Interrupted while hosts carried out an order", e);
    }
  }

  private void failed(String name, @Nullable Throwable cause) {
    if (cause instanceof IOException) {
      watch.giveUp(name, cause.toString());
    } else if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    } else {
      throw new IllegalStateException("Host " + name + " failed", cause);
    }
  }

  /** Frees all shards. */
  @Override
  public void close() {
    watch.close();
    hosts.forEach(
        (name, host) -> {
          try {
            host.order(new Order.Close(), ORDER_TIMEOUT);
          } catch (IOException | RuntimeException e) {
            LOG.warn(
                "Host {} of run {} frees itself later: {}", name, hosting.runId(), e.toString());
          }
        });
    orders.shutdownNow();
    if (control != null) {
      control.close();
    }
  }
}
