/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.client.ShardClient;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.remote.HostAddress;
import org.unifiedembedding.sharding.remote.PortRange;
import org.unifiedembedding.sharding.remote.SocketServer;
import org.unifiedembedding.sharding.remote.SocketTransport;
import org.unifiedembedding.sharding.remote.Topology;
import org.unifiedembedding.sharding.transport.InProcessTransport;
import org.unifiedembedding.sharding.transport.Mailbox;
import org.unifiedembedding.sharding.transport.Transport;

/** One run in one JVM: the shards that it hosts, if any, and the way to all others. Thread-safe. */
final class HostedRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostedRun.class);

  private final Hosting hosting;
  private final String host;
  private final Head head;
  private final ShardGroup shards;
  private final Map<Integer, Queue<WorkerMemory>> spare = new ConcurrentHashMap<>();
  private final AtomicInteger tasks = new AtomicInteger();
  private volatile long lastSeenNanos = System.nanoTime();
  private volatile @Nullable Transport transport;
  private @Nullable SocketTransport sockets;
  private @Nullable SocketServer server;
  private @Nullable ShardSource source;
  private @Nullable HostWriting writing;
  private long topology;

  /**
   * A part of a run without shards.
   *
   * @param host where this JVM is reached by others
   */
  HostedRun(Hosting hosting, String host) {
    this.hosting = hosting;
    this.host = host;
    HostedTable table = hosting.table();
    head = table.newHead();
    shards = new ShardGroup(table.spec(), table.partition(), Set.of());
  }

  Hosting hosting() {
    return hosting;
  }

  /** Carries an order out. */
  synchronized Report carryOut(Order order) {
    lastSeenNanos = System.nanoTime();
    SealResult sealed = null;
    WriteState written = null;
    if (order instanceof Order.Hold hold) {
      hold(hold);
    } else if (order instanceof Order.Begin begin) {
      shards.begin(begin.incarnation(), begin.round());
    } else if (order instanceof Order.Seal seal) {
      sealed = shards.seal(seal.round());
    } else if (order instanceof Order.Commit commit) {
      shards.commit(commit.round());
    } else if (order instanceof Order.Write write) {
      write(write);
    } else if (order instanceof Order.Written) {
      written = writing == null ? null : writing.state();
    } else if (order instanceof Order.Undo undo) {
      disconnect();
      shards.undo(undo.incarnation());
    } else if (order instanceof Order.Close) {
      ShardHost.close(hosting.id());
      return new Report(0, null, null, null);
    }
    HostAddress address = server == null ? null : server.address();
    return new Report(shards.memoryBytes(), address, sealed, written);
  }

  private void write(Order.Write order) {
    stopWriting();
    writing = new HostWriting(hosting.files(), order, shards, hosting.runId());
  }

  private void stopWriting() {
    if (writing != null) {
      writing.cancel();
      writing = null;
    }
  }

  private void hold(Order.Hold hold) {
    disconnect();
    shards.hold(hold.incarnation(), Set.copyOf(hold.shards()));
    report(new ShardSource(hosting.runId(), hold.shards(), shards::metrics));
    if (hosting.local()) {
      transport = new InProcessTransport(shards.mailboxes());
    } else {
      serve(shards.mailboxes());
    }
    LOG.info(
        "Run {} in incarnation {}: shards {} are here",
        hosting.runId(),
        hold.incarnation(),
        hold.shards());
  }

  /**
   * The port and its connections stay, so that a task of an older incarnation is refused, not lost.
   */
  private void serve(Map<Integer, Mailbox> boxes) {
    if (server != null) {
      server.hold(boxes);
    } else if (!boxes.isEmpty()) {
      PortRange ports = new PortRange(host, hosting.port(), hosting.portRetries());
      server = SocketServer.open(ports, hosting.link(), boxes);
    }
  }

  private void report(@Nullable ShardSource now) {
    SparkEnv env = SparkEnv.get();
    if (env == null) {
      return; // The application has ended.
    }
    MetricsSystem metrics = env.metricsSystem();
    if (source != null) {
      metrics.removeSource(source);
    }
    if (now != null) {
      metrics.registerSource(now);
    }
    source = now;
  }

  /**
   * Refuses what tasks here wait for from other hosts, since it is of a life that is over; tasks of
   * the next one connect anew.
   */
  synchronized void disconnect() {
    if (sockets != null) {
      sockets.close();
      sockets = null;
    }
  }

  /** Learns where shards are, unless something newer is known. */
  synchronized void topology(Topology now) {
    if (sockets == null) {
      sockets = new SocketTransport(hosting.link(), hosting.values(), shards.mailboxes(), now);
      transport = sockets;
      topology = now.incarnation();
    } else if (now.incarnation() > topology) {
      sockets.topology(now);
      topology = now.incarnation();
    }
  }

  private Transport transport() {
    Transport now = transport;
    if (now == null) {
      throw new IllegalStateException("Run " + hosting.runId() + " has no shards yet");
    }
    return now;
  }

  WorkerSession session(Sender sender) {
    HostedTable table = hosting.table();
    boolean ahead = !hosting.local() && table.spec().staleness() == TableSpec.NO_BOUND;
    return new ShardClient(transport(), table.spec(), table.partition(), sender, ahead ? 2 : 1);
  }

  TableAccess access(long incarnation) {
    HostedTable table = hosting.table();
    return new TableAccess(transport(), table.spec(), table.partition(), incarnation);
  }

  /**
   * Buffers of one step of a logical worker, which belong to the caller until it gives them back.
   * Whoever breaks off keeps them, since answers that are still under way may be written to them.
   */
  WorkerMemory takeMemory(int worker) {
    WorkerMemory memory = spareOf(worker).poll();
    return memory != null ? memory : new WorkerMemory(newBatch(), new float[head.parameters()]);
  }

  void giveBack(int worker, WorkerMemory memory) {
    spareOf(worker).add(memory);
  }

  private Queue<WorkerMemory> spareOf(int worker) {
    return spare.computeIfAbsent(worker, w -> new ConcurrentLinkedQueue<>());
  }

  EmbeddingBatch newBatch() {
    HostedTable table = hosting.table();
    return new EmbeddingBatch(
        table.layout(), table.partition(), table.schema(), head, shards.stride());
  }

  /** A task is at work here until {@link #leave}. */
  void enter() {
    tasks.incrementAndGet();
  }

  void leave() {
    lastSeenNanos = System.nanoTime();
    tasks.decrementAndGet();
  }

  /** How long neither an order nor a task of the run was here. */
  long idleNanos() {
    return tasks.get() > 0 ? 0 : System.nanoTime() - lastSeenNanos;
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
    disconnect();
    report(null);
    stopWriting();
    spare.clear();
    shards.close();
  }
}
