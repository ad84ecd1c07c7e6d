/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.jobs.control.ControlServer;
import org.unifiedembedding.sharding.remote.Topology;

/**
 * The runs that this JVM takes part in. Whoever neither gets an order nor has a task of its run for
 * the time of a lease frees itself, so that nothing leaks in a long-lived session. Thread-safe.
 */
final class ShardHost {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration LEASE_CHECK = Duration.ofSeconds(5);

  /** Time for the last report to reach the driver. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final Map<String, Member> RUNS = new ConcurrentHashMap<>();

  static {
    Thread leases = new Thread(ShardHost::watchLeases, "ue-leases");
    leases.setDaemon(true);
    leases.start();
  }

  private ShardHost() {}

  /** A run here; without a control server only tasks come. */
  private record Member(HostedRun run, @Nullable ControlServer control) {}

  /** Takes part in a run as one of its hosts; the second time nothing changes. */
  static HostCard join(Hosting hosting, int slots) {
    SparkEnv env = SparkEnv.get();
    String host = env.blockManager().blockManagerId().host();
    Member member =
        RUNS.compute(
            hosting.id(),
            (id, there) ->
                there != null && takesOrders(there) ? there : host(hosting, host, there));
    int port = member.control() == null ? 0 : member.control().port();
    return new HostCard(env.executorId(), host, port, Runtime.getRuntime().maxMemory(), slots);
  }

  private static boolean takesOrders(Member member) {
    return member.control() != null || member.run().hosting().local();
  }

  /** A guest may become a host. */
  private static Member host(Hosting hosting, String host, @Nullable Member guest) {
    HostedRun run = guest != null ? guest.run() : new HostedRun(hosting, host);
    if (hosting.local()) {
      return new Member(run, null);
    }
    return new Member(
        run,
        ControlServer.open(
            host,
            hosting.keys().secret(),
            text -> Messages.text(run.carryOut(Messages.parse(text, Order.class)))));
  }

  /** An order to the host in this JVM, for local sessions. */
  static Report order(Hosting hosting, Order order) {
    Member member = RUNS.get(hosting.id());
    if (member == null) {
      throw new IllegalStateException("Run " + hosting.runId() + " is not hosted in this JVM");
    }
    return member.run().carryOut(order);
  }

  /**
   * This JVM's part of a run, for a task until it ends or for the driver.
   *
   * @param topology where shards are; null in a local session
   */
  static HostedRun visit(Hosting hosting, @Nullable Topology topology) {
    HostedRun run =
        RUNS.computeIfAbsent(
                hosting.id(),
                id ->
                    new Member(
                        new HostedRun(
                            hosting, SparkEnv.get().blockManager().blockManagerId().host()),
                        null))
            .run();
    run.enter();
    TaskContext task = TaskContext.get();
    if (task != null) {
      TaskCompletionListener ended = context -> run.leave();
      task.addTaskCompletionListener(ended);
    }
    if (topology != null) {
      run.topology(topology);
    }
    return run;
  }

  /** Whoever waits in this JVM for hosts of a run is refused. */
  static void disconnect(String id) {
    Member member = RUNS.get(id);
    if (member != null) {
      member.run().disconnect();
    }
  }

  /** Frees what this JVM holds of a run. */
  static void close(String id) {
    Member member = RUNS.remove(id);
    if (member != null) {
      member.run().close();
      if (member.control() != null) {
        CompletableFuture.delayedExecutor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
            .execute(member.control()::close);
      }
    }
  }

  private static void watchLeases() {
    while (true) {
      LockSupport.parkNanos(LEASE_CHECK.toNanos());
      endLeases();
    }
  }

  private static void endLeases() {
    RUNS.forEach(
        (id, member) -> {
          if (!member.run().hosting().local() && member.run().idleNanos() > LEASE.toNanos()) {
            LOG.warn(
                "Run {} is freed here: its driver was silent for {} s",
                member.run().hosting().runId(),
                LEASE.toSeconds());
            close(id);
          }
        });
  }
}
