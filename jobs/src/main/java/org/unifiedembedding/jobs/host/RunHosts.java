/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.plan.HostPlan;
import org.unifiedembedding.sharding.plan.PlanReport;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.remote.HostAddress;
import org.unifiedembedding.sharding.remote.Topology;
import org.unifiedembedding.sharding.store.RowSelection;

/**
 * The driver's view of the shards of one run: which executor hosts which of them, in which
 * incarnation. In a local session the one host is the driver's own JVM, and nothing else differs.
 *
 * <p>A host that is lost breaks the round: the Spark job that is under way is cancelled, and each
 * method but {@link #recover} fails until that one has been called. To be used by one thread.
 */
public final class RunHosts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunHosts.class);

  private final JavaSparkContext spark;
  private final RunConfig.Hosts config;
  private final ShardPlanner planner;
  private final Hosting hosting;
  private final Broadcast<Hosting> shared;
  private final Placement placement;
  private final HostFleet fleet;
  private final Set<Integer> empty = new TreeSet<>();
  private ShardPlan plan;
  private long incarnation;
  private @Nullable Topology topology;

  private RunHosts(
      JavaSparkContext spark, Hosting hosting, ShardPlanner planner, RunConfig.Hosts config) {
    this.spark = spark;
    this.config = config;
    this.planner = planner;
    this.hosting = hosting;
    shared = spark.broadcast(hosting);
    placement = new Placement(spark);
    fleet = new HostFleet(spark, hosting);
    fleet.watch().start();
    try {
      awaitHosts(deadline());
      plan = planner.plan(fleet.capacities());
      PlanReport.lines(plan).forEach(LOG::info);
      hold(plan, Map.of());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Makes empty shards of a table.
   *
   * @param files how rows are written and read
   * @param planner of the table
   * @throws UnifiedEmbeddingException CAPACITY when they do not fit, RETRY when there is no
   *     executor, USAGE when executors cannot be kept
   */
  public static RunHosts open(
      JavaSparkContext spark,
      String runId,
      HostedTable table,
      BucketFiles files,
      ShardPlanner planner,
      RunConfig.Hosts config) {
    ClusterRules.check(spark);
    boolean local = spark.sc().isLocal();
    boolean encrypted = SparkEnv.get().securityManager().isEncryptionEnabled();
    if (!local && !encrypted) {
      LOG.warn(
          "Rows and gradients of run {} travel in the clear between executors: the network"
              + " encryption of this application is off (spark.network.crypto.enabled)",
          runId);
    }
    return new RunHosts(
        spark, Hosting.create(runId, table, files, config, local, encrypted), planner, config);
  }

  /** Which executor holds which shards, and what they take. */
  public ShardPlan plan() {
    return plan;
  }

  /** Whether there are executors that {@link #rebalance} would give a share. */
  public boolean hasNewcomers() {
    return !executorsWithoutHost().isEmpty();
  }

  /** Whether a host was lost since the last {@link #recover}. */
  public boolean hasLost() {
    return fleet.watch().hasLost();
  }

  /** Executors that were lost since the last {@link #recover}, with the reasons. */
  public String describeLost() {
    return fleet.watch().describeLost();
  }

  /**
   * Executors that were lost since the last call and had not been given shards, with the reasons;
   * nothing has to be recovered because of them.
   */
  public Map<String, String> takeLostUnused() {
    return fleet.watch().takeLostUnused();
  }

  /** Tasks that the hosts run at once. */
  public int slots() {
    return fleet.slots();
  }

  /** Heap that the shards took at their hosts' last reports. */
  public long memoryBytes() {
    return fleet.memoryBytes();
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

  /** Makes a sealed round final: it is what a recovery goes back to on the hosts that are left. */
  public void commit(long round) {
    requireWhole();
    all(host -> new Order.Commit(round));
  }

  /**
   * Lets the hosts write their rows as the last commit left them. Where the table keeps undo images
   * the next round may begin meanwhile, but not be committed.
   */
  public FleetWriting write(long round, RowSelection rows) {
    requireWhole();
    Map<String, List<Integer>> buckets = new TreeMap<>();
    for (HostPlan planned : plan.hosts()) {
      List<Integer> here = bucketsOf(Set.copyOf(planned.shards()));
      if (!here.isEmpty()) {
        buckets.put(planned.host().name(), here);
      }
    }
    all(
        host -> {
          List<Integer> here = buckets.get(host);
          return here == null ? new Order.Ping() : new Order.Write(round, rows, here);
        });
    return new FleetWriting(fleet, buckets.keySet());
  }

  /** All shards have their rows; until then a recovery names the empty ones again. */
  public void filled() {
    empty.clear();
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
   * the hosts that are lost and places their shards on those that are left. Executors that come in
   * their place are waited for only where the shards do not fit on these; else they get their share
   * by the next {@link #rebalance}.
   *
   * @return shards that are empty now and must be filled, also those that were so before; the head
   *     has the number behind the last
   * @throws UnifiedEmbeddingException CAPACITY when the shards do not fit on the executors that
   *     there are in time, RETRY when there is none
   */
  public Set<Integer> recover() {
    fleet.removeLost();
    incarnation++;
    fleet.order(host -> new Order.Undo(incarnation));
    fleet.removeLost();
    ShardPlan next = completed();
    return hold(next, intact());
  }

  /** What hosts that are left hold as it was when the round began. */
  private Map<String, List<Integer>> intact() {
    return hosting.table().spec().keepsUndo() ? held() : Map.of();
  }

  private ShardPlan completed() {
    long deadline = deadline();
    awaitHosts(deadline);
    while (true) {
      try {
        return planner.complete(fleet.capacities(), held());
      } catch (UnifiedEmbeddingException e) {
        if (e.code() != ErrorCode.CAPACITY || System.nanoTime() >= deadline) {
          throw e;
        }
        LOG.info("More executors are waited for: {}", e.getMessage());
        awaitMore(deadline);
      }
    }
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
    return hold(planner.balanced(fleet.capacities(), held), held);
  }

  /** A partition for each value, wherever possible one in each slot of an executor with shards. */
  public <T> JavaRDD<T> tasks(List<T> values) {
    List<Placement.Executor> executors =
        fleet.names().stream().sorted().map(this::executor).toList();
    int most = executors.stream().mapToInt(Placement.Executor::slots).max().orElse(0);
    List<String> slots =
        IntStream.range(0, most)
            .boxed()
            .flatMap(slot -> executors.stream().filter(executor -> executor.slots() > slot))
            .map(Placement.Executor::location)
            .toList();
    List<Placement.Located<T>> tasks = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      tasks.add(new Placement.Located<>(values.get(i), slots.get(i % slots.size())));
    }
    return Placement.located(spark, tasks);
  }

  private Placement.Executor executor(String name) {
    HostCard card = fleet.card(name);
    if (card == null) {
      throw lost();
    }
    return new Placement.Executor(card.executorId(), card.host(), card.slots());
  }

  /** The numbers of all buckets as {@link #buckets(Set)} gives them. */
  public JavaRDD<List<Integer>> buckets() {
    return buckets(
        IntStream.range(0, planner.partition().parts())
            .boxed()
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Numbers of the buckets of some shards, a partition for each task, wherever possible in the
   * executor that holds their rows.
   */
  public JavaRDD<List<Integer>> buckets(Set<Integer> shards) {
    List<Placement.Located<List<Integer>>> tasks = new ArrayList<>();
    for (HostPlan planned : plan.hosts()) {
      Placement.Executor executor = executor(planned.host().name());
      Set<Integer> here = new HashSet<>(planned.shards());
      here.retainAll(shards);
      for (List<Integer> share : shares(here, executor.slots())) {
        tasks.add(new Placement.Located<>(share, executor.location()));
      }
    }
    return Placement.located(spark, tasks);
  }

  private List<Integer> bucketsOf(Set<Integer> shards) {
    RowPartition partition = planner.partition();
    return IntStream.range(0, partition.geometry().allBuckets())
        .filter(bucket -> shards.contains(partition.partOfBucket(bucket)))
        .boxed()
        .toList();
  }

  /** The buckets of some shards in at most so many lists. */
  private List<List<Integer>> shares(Set<Integer> shards, int most) {
    List<Integer> buckets = bucketsOf(shards);
    int count = Math.min(most, buckets.size());
    List<List<Integer>> shares = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) buckets.size() * i / count);
      int to = (int) ((long) buckets.size() * (i + 1) / count);
      shares.add(List.copyOf(buckets.subList(from, to)));
    }
    return shares;
  }

  /** What the hosts that are left hold. */
  private Map<String, List<Integer>> held() {
    return plan.hosts().stream()
        .filter(planned -> fleet.names().contains(planned.host().name()))
        .collect(Collectors.toMap(planned -> planned.host().name(), HostPlan::shards));
  }

  /** Carries a plan out; all shards that are empty then. */
  private Set<Integer> hold(ShardPlan next, Map<String, List<Integer>> held) {
    incarnation++;
    Map<String, List<Integer>> wanted = new TreeMap<>();
    for (HostPlan planned : next.hosts()) {
      String name = planned.host().name();
      wanted.put(name, planned.shards());
      planned.shards().stream()
          .filter(shard -> !held.getOrDefault(name, List.of()).contains(shard))
          .forEach(empty::add);
    }
    plan = next;
    all(
        name -> {
          List<Integer> shards = wanted.getOrDefault(name, List.of());
          return shards.equals(held.get(name))
              ? new Order.Undo(incarnation)
              : new Order.Hold(incarnation, shards);
        });
    moveTo(next);
    return Set.copyOf(empty);
  }

  /** Where shards are in this incarnation; tasks learn it by {@link #access}. */
  private void moveTo(ShardPlan next) {
    if (hosting.local()) {
      return;
    }
    HostAddress[] byShard = new HostAddress[next.shards() + 1];
    for (HostPlan planned : next.hosts()) {
      for (int shard : planned.shards()) {
        HostAddress address = fleet.address(planned.host().name());
        if (address == null) {
          throw lost();
        }
        byShard[shard] = address;
      }
    }
    topology = new Topology(incarnation, List.of(byShard));
  }

  private Map<String, Report> all(Function<String, Order> order) {
    Map<String, Report> reports = fleet.order(order);
    requireWhole();
    return reports;
  }

  private void requireWhole() {
    if (hasLost()) {
      throw lost();
    }
  }

  private UnifiedEmbeddingException lost() {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY, "Hosts of shards were lost: " + describeLost());
  }

  private long deadline() {
    return System.nanoTime() + Duration.ofSeconds(config.waitSeconds()).toNanos();
  }

  /** Waits until there is a host. */
  private void awaitHosts(long deadline) {
    while (fleet.names().isEmpty()) {
      if (System.nanoTime() >= deadline) {
        throw new UnifiedEmbeddingException(
            ErrorCode.RETRY,
            "No executor came in "
                + config.waitSeconds()
                + " s (hosts.wait-seconds). See whether the cluster has free cores and memory for"
                + " them, and run the same command again.");
      }
      awaitMore(deadline);
    }
  }

  private void awaitMore(long deadline) {
    new ExecutorWait(placement, hosting.table().spec().workers()).await(deadline);
    placeHosts();
  }

  private void placeHosts() {
    placement.place(executorsWithoutHost(), shared).forEach(fleet::add);
  }

  private Collection<Placement.Executor> executorsWithoutHost() {
    Map<String, Placement.Executor> without = placement.executors();
    without.keySet().removeAll(fleet.names());
    without.keySet().removeAll(fleet.watch().everLost());
    return without.values();
  }

  /** Frees all shards. */
  @Override
  public void close() {
    ShardHost.disconnect(hosting.id()); // The executors' servers go with the fleet.
    fleet.close();
    ShardHost.close(hosting.id());
    placement.close();
    shared.destroy();
  }
}
