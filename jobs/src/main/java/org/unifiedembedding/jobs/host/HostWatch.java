/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices hosts that are lost, by what Spark says of executors and by pings that are not answered,
 * and cancels the Spark job that counts on them. Thread-safe.
 */
final class HostWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(2);
  private static final int MISSES = 3;

  private static final String GROUP = "spark.jobGroup.id";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final JavaSparkContext spark;
  private final String group;
  private final Map<String, Watched> hosts = new ConcurrentHashMap<>();
  private final Map<String, String> lost = new TreeMap<>();
  private final Map<String, String> lostUnused = new ConcurrentSkipListMap<>();
  private final Set<String> everLost = ConcurrentHashMap.newKeySet();
  private final Listener listener = new Listener();
  private final Thread pinger;
  private volatile boolean closed;

  /**
   * A watch over one run.
   *
   * @param group id of the hosting, which is the name of the jobs that are cancelled when a host is
   *     lost
   */
  HostWatch(JavaSparkContext spark, String group) {
    this.spark = spark;
    this.group = group;
    pinger = new Thread(this::ping, "ue-pings");
    pinger.setDaemon(true);
  }

  private static final class Watched {
    private final Host host;
    private int misses;

    Watched(Host host) {
      this.host = host;
    }
  }

  private final class Listener extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      String name = removed.executorId();
      if (hosts.containsKey(name)) {
        lose(name, removed.reason());
      } else if (!everLost.contains(name)) {
        LOG.info("Executor {}, which has no shards yet, is lost: {}", name, removed.reason());
        lostUnused.put(name, removed.reason());
      }
    }
  }

  /** Watches from here on; jobs of the calling thread are cancelled when a host is lost. */
  void start() {
    spark.sc().setLocalProperty(GROUP, group);
    spark.sc().setLocalProperty(INTERRUPT, "true");
    spark.sc().addSparkListener(listener);
    if (!spark.sc().isLocal()) {
      pinger.start();
    }
  }

  void add(String name, Host host) {
    hosts.put(name, new Watched(host));
    lostUnused.remove(name); // It was placed and lost at once: pings will tell.
  }

  /** A host is lost, for a reason that people understand. */
  void lose(String name, String reason) {
    synchronized (lost) {
      if (hosts.remove(name) == null) {
        return;
      }
      lost.put(name, reason);
      everLost.add(name);
    }
    LOG.warn("The host of shards in executor {} is lost: {}", name, reason);
    ShardHost.disconnect(group); // The driver may wait for it too.
    cancel();
  }

  private void cancel() {
    SparkContext context = spark.sc();
    if (!context.isStopped()) {
      context.cancelJobGroup(group);
    }
  }

  boolean hasLost() {
    synchronized (lost) {
      return !lost.isEmpty();
    }
  }

  String describeLost() {
    synchronized (lost) {
      return lost.toString();
    }
  }

  /** Hosts that were lost since the last call. */
  Set<String> takeLost() {
    synchronized (lost) {
      Map<String, String> taken = new HashMap<>(lost);
      lost.clear();
      return taken.keySet();
    }
  }

  /** Executors that were lost without a host since the last call, with the reasons. */
  Map<String, String> takeLostUnused() {
    Map<String, String> taken = new TreeMap<>(lostUnused);
    lostUnused.keySet().removeAll(taken.keySet());
    return taken;
  }

  /** Executors that were lost at any time; Spark may name them a while longer. */
  Set<String> everLost() {
    return Set.copyOf(everLost);
  }

  private void ping() {
    while (!closed) {
      try {
        Thread.sleep(PERIOD.toMillis());
      } catch (InterruptedException e) {
        return;
      }
      hosts.forEach(
          (name, watched) -> {
            watched.misses = watched.host.ping(PING_TIMEOUT) ? 0 : watched.misses + 1;
            if (watched.misses >= MISSES && !closed) {
              giveUp(name, "no answer to " + MISSES + " pings");
            }
          });
      if (hasLost()) {
        cancel(); // A job may have begun after the host was lost.
      }
    }
  }

  /**
   * A host that does not answer is lost and its executor is ended, whose tasks would hold their
   * slots for ever.
   */
  void giveUp(String executor, String reason) {
    lose(executor, reason);
    try {
      spark.sc().killAndReplaceExecutor(executor);
    } catch (Exception e) { // Scala throws checked exceptions undeclared.
      LOG.warn("Executor {} may go on: {}", executor, e.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
    pinger.interrupt();
    spark.sc().setLocalProperty(GROUP, null);
    spark.sc().setLocalProperty(INTERRUPT, null);
    spark.sc().removeSparkListener(listener);
  }
}
