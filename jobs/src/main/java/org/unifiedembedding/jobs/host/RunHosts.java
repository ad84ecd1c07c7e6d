/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.control.ControlClient;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.plan.HostCapacity;
import org.unifiedembedding.sharding.plan.HostPlan;
import org.unifiedembedding.sharding.plan.PlanReport;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.remote.HostAddress;
import org.unifiedembedding.sharding.remote.Topology;
import org.unifiedembedding.sharding.wire.ValueFormat;

/**
 * The driver's view of the shards of one run: which executor hosts which of them, in which
 * incarnation. In a local session the one host is the driver's own JVM, and nothing else differs.
 *
 * <p>A host that is lost breaks the round: the Spark job that is under way is cancelled, and each
 * method but {@link #recover} fails until that one has been called. To be used by one thread.
 */
public final class RunHosts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunHosts.class);

  /** Share of the heap that is left to Spark, to buffers of batches and to the collector. */
  private static final double HEAP_FOR_SHARDS = 0.7;

  /** Covers the allocation of a large shard and the wait for one that is at work. */
  private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(60);

  private final JavaSparkContext spark;
  private final RunConfig.Hosts config;
  private final ShardPlanner planner;
  private final Hosting hosting;
  private final Broadcast<Hosting> shared;
  private final Placement placement;
  private final @Nullable ControlClient control;
  private final ExecutorService orders;
  private final Map<String, Host> hosts = new TreeMap<>();
  private final Map<String, HostAddress> addresses = new TreeMap<>();
  private final HostWatch watch;
  private ShardPlan plan;
  private long incarnation;
  private @Nullable Topology topology;

  private RunHosts(
      JavaSparkContext spark,
      String runId,
      HostedTable table,
      ShardPlanner planner,
      RunConfig.Hosts config) {
    this.spark = spark;
    this.config = config;
    this.planner = planner;
    boolean local = spark.sc().isLocal();
    boolean encrypted = SparkEnv.get().securityManager().isEncryptionEnabled();
    hosting =
        new Hosting(
            UUID.randomUUID().toString(),
            runId,
            table,
            RunKeys.create(runId, encrypted),
            local,
            config.port(),
            config.portRetries(),
            config.values().equals("bf16") ? ValueFormat.BFLOAT16 : ValueFormat.FLOAT32);
    shared = spark.broadcast(hosting);
    placement = new Placement(spark);
    control = local ? null : ControlClient.open(hosting.keys().secret(), 0);
    orders =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "ue-orders-" + runId);
              thread.setDaemon(true);
              return thread;
            });
    watch = new HostWatch(spark, hosting.id());
    if (!local && !encrypted) {
      LOG.warn(
          "Rows and gradients of run {} travel in the clear between executors: the network"
              + " encryption of this application is off (spark.network.crypto.enabled)",
          runId);
    }
    watch.start();
    try {
      plan = planner.plan(capacities(awaitHosts()));
      hold(plan, Map.of());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    PlanReport.lines(plan).forEach(LOG::info);
  }

  /**
   * Makes empty shards of a table.
   *
   * @param planner of the table
   * @throws UnifiedEmbeddingException CAPACITY when they do not fit, RETRY when there is no
   *     executor, USAGE when executors cannot be kept
   */
  public static RunHosts open(
      JavaSparkContext spark,
      String runId,
      HostedTable table,
      ShardPlanner planner,
      RunConfig.Hosts config) {
    ClusterRules.check(spark);
    return new RunHosts(spark, runId, table, planner, config);
  }

  /** Which executor holds which shards, and what they take. */
  public ShardPlan plan() {
    return plan;
  }

  /** Whether a host was lost since the last {@link #recover}. */
  public boolean hasLost() {
    return watch.hasLost();
  }

  /** Tasks that the hosts run at once. */
  public int slots() {
    return hosts.values().stream().mapToInt(host -> host.card().slots()).sum();
  }

  /** Heap that the shards took at their hosts' last reports. */
  public long memoryBytes() {
    return hosts.values().stream().mapToLong(Host::memoryBytes).sum();
  }

  /** The way to the shards in the present incarnation, for tasks. */
  public RunAccess access() {
    return new RunAccess(shared, incarnation, topology);
  }

  /** The table in the present incarnation, for the driver. */
  public TableAccess table() {
    return access().table();
  }

  /** Opens a round in a new incarnation. */
  public void begin(long round) {
    requireWhole();
    incarnation++;
    all(host -> new Order.Begin(incarnation, round));
    moveTo(plan);
  }

  /** Takes no more pushes; what the shards had. */
  public SealResult seal(long round) {
    requireWhole();
    return SealResult.merge(
        all(host -> new Order.Seal(round)).values().stream()
            .map(report -> sealed(report, round))
            .toList());
  }

  private static SealResult sealed(Report report, long round) {
    SealResult sealed = report.sealed();
    if (sealed == null) {
      throw new IllegalStateException("A host did not say what it had in round " + round);
    }
    return sealed;
  }

  /** Makes a sealed round final. */
  public void commit(long round) {
    requireWhole();
    all(host -> new Order.Commit(round));
  }

  /** Empties all shards, between rounds. */
  public void restart() {
    requireWhole();
    incarnation++;
    all(host -> new Order.Hold(incarnation, List.of()));
    hold(plan, Map.of());
  }

  /**
   * After something went wrong: gives back the rows as they were when the round began, leaves out
   * the hosts that are lost and places their shards on others.
   *
   * @return shards that are empty now and must be filled; the head has the number behind the last
   * @throws UnifiedEmbeddingException CAPACITY when the shards do not fit on the hosts that are
   *     left, RETRY when there is none
   */
  public Set<Integer> recover() {
    incarnation++;
    long undone = incarnation;
    tryAll(host -> new Order.Undo(undone));
    for (String name : watch.takeLost()) {
      hosts.remove(name);
      addresses.remove(name);
    }
    Map<String, List<Integer>> held = held();
    ShardPlan next = planner.complete(capacities(awaitHosts()), held);
    return hold(next, held);
  }

  /**
   * Between rounds: gives executors that have come their share of the shards.
   *
   * @return shards that are empty now and must be filled
   */
  public Set<Integer> rebalance() {
    requireWhole();
    if (executorsWithoutHost().isEmpty()) {
      return Set.of();
    }
    placeHosts();
    Map<String, List<Integer>> held = held();
    return hold(planner.balanced(capacities(hosts.values()), held), held);
  }

  /**
   * Numbers of buckets, a partition for each task, wherever possible in the executor that holds
   * their rows.
   */
  public JavaRDD<List<Integer>> buckets() {
    List<Placement.Located<List<Integer>>> tasks = new ArrayList<>();
    int buckets = planner.partition().geometry().allBuckets();
    for (HostPlan planned : plan.hosts()) {
      Host host = hosts.get(planned.host().name());
      if (host == null) {
        throw lost();
      }
      Set<Integer> shards = new HashSet<>(planned.shards());
      List<List<Integer>> shares = new ArrayList<>();
      for (int slot = 0; slot < host.card().slots(); slot++) {
        shares.add(new ArrayList<>());
      }
      for (int bucket = 0, next = 0; bucket < buckets; bucket++) {
        if (shards.contains(planner.partition().partOfBucket(bucket))) {
          shares.get(next++ % shares.size()).add(bucket);
        }
      }
      String location =
          new Placement.Executor(host.card().executorId(), host.card().host(), 1).location();
      shares.stream()
          .filter(share -> !share.isEmpty())
          .forEach(share -> tasks.add(new Placement.Located<>(share, location)));
    }
    return Placement.located(spark, tasks);
  }

  private Map<String, List<Integer>> held() {
    return plan.hosts().stream()
        .filter(planned -> hosts.containsKey(planned.host().name()))
        .collect(Collectors.toMap(planned -> planned.host().name(), HostPlan::shards));
  }

  /** Carries a plan out; the shards that are empty now. */
  private Set<Integer> hold(ShardPlan next, Map<String, List<Integer>> held) {
    incarnation++;
    Map<String, List<Integer>> wanted = new TreeMap<>();
    next.hosts().forEach(planned -> wanted.put(planned.host().name(), planned.shards()));
    Set<Integer> empty = new TreeSet<>();
    wanted.forEach(
        (name, shards) -> {
          empty.addAll(shards);
          empty.removeAll(held.getOrDefault(name, List.of()));
        });
    plan = next;
    all(
        name ->
            wanted.getOrDefault(name, List.of()).equals(held.get(name))
                ? new Order.Undo(incarnation)
                : new Order.Hold(incarnation, wanted.getOrDefault(name, List.of())));
    moveTo(next);
    return empty;
  }

  /** Tells this JVM, and by {@link #access} all tasks, where shards are in this incarnation. */
  private void moveTo(ShardPlan next) {
    if (hosting.local()) {
      return;
    }
    HostAddress[] byShard = new HostAddress[next.shards() + 1];
    for (HostPlan planned : next.hosts()) {
      for (int shard : planned.shards()) {
        HostAddress address = addresses.get(planned.host().name());
        if (address == null) {
          throw lost();
        }
        byShard[shard] = address;
      }
    }
    topology = new Topology(incarnation, List.of(byShard));
  }

  private Map<String, Report> all(Function<String, Order> order) {
    Map<String, Report> reports = tryAll(order);
    requireWhole();
    return reports;
  }

  /** Gives orders to all hosts at once; those that do not carry them out are lost. */
  private Map<String, Report> tryAll(Function<String, Order> order) {
    Map<String, Future<Report>> open = new TreeMap<>();
    hosts.forEach(
        (name, host) -> {
          Order mine = order.apply(name);
          Callable<Report> call = () -> host.order(mine, ORDER_TIMEOUT);
          open.put(name, hosting.local() ? done(call) : orders.submit(call));
        });
    Map<String, Report> reports = new TreeMap<>();
    open.forEach(
        (name, future) -> {
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
        });
    return reports;
  }

  private static Future<Report> done(Callable<Report> call) {
    java.util.concurrent.FutureTask<Report> task = new java.util.concurrent.FutureTask<>(call);
    task.run();
    return task;
  }

  private void failed(String name, @Nullable Throwable cause) {
    if (cause instanceof IOException) {
      watch.lose(name, cause.toString());
    } else if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    } else {
      throw new IllegalStateException("Host " + name + " failed", cause);
    }
  }

  private void requireWhole() {
    if (watch.hasLost()) {
      throw lost();
    }
  }

  private UnifiedEmbeddingException lost() {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY, "Hosts of shards were lost: " + watch.describeLost());
  }

  private Collection<Host> awaitHosts() {
    long deadline = System.nanoTime() + Duration.ofSeconds(config.waitSeconds()).toNanos();
    ExecutorWait wait = new ExecutorWait(placement, hosting.table().spec().workers());
    do {
      wait.await(deadline);
      placeHosts();
    } while (hosts.isEmpty() && System.nanoTime() < deadline);
    if (hosts.isEmpty()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY,
          "No executor came in "
              + config.waitSeconds()
              + " s (hosts.wait-seconds). See whether the cluster has free cores and memory for"
              + " them, and run the same command again.");
    }
    return hosts.values();
  }

  private void placeHosts() {
    for (HostCard card : placement.place(executorsWithoutHost(), shared)) {
      Host host = new Host(card, hosting, control);
      hosts.put(card.executorId(), host);
      watch.add(card.executorId(), host);
    }
  }

  private Collection<Placement.Executor> executorsWithoutHost() {
    Map<String, Placement.Executor> without = placement.executors();
    without.keySet().removeAll(hosts.keySet());
    without.keySet().removeAll(watch.everLost());
    return without.values();
  }

  private static List<HostCapacity> capacities(Collection<Host> hosts) {
    return hosts.stream()
        .map(Host::card)
        .map(
            card ->
                new HostCapacity(card.executorId(), (long) (card.heapBytes() * HEAP_FOR_SHARDS)))
        .toList();
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
    ShardHost.close(hosting.id());
    placement.close();
    orders.shutdownNow();
    if (control != null) {
      control.close();
    }
    shared.destroy();
  }
}
