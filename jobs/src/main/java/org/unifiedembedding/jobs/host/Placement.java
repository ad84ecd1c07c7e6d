/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Puts a host of the run into executors. A task is asked to run on each executor; Spark takes that
 * as a wish, so a task that landed elsewhere says so and is sent again. The partitions stay
 * persisted, which keeps executors that have no tasks for a while.
 */
final class Placement implements AutoCloseable {
  private static final int TRIES = 5;
  private static final String DRIVER = "driver";

  /** An executor has no port yet while it starts. */
  private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):[0-9]+");

  private final JavaSparkContext spark;
  private final boolean local;
  private final List<JavaRDD<HostCard>> pins = new ArrayList<>();

  Placement(JavaSparkContext spark) {
    this.spark = spark;
    local = spark.sc().isLocal();
  }

  /**
   * An executor that is alive as far as Spark knows.
   *
   * @param host name or address of its machine
   * @param slots tasks that it runs at once
   */
  record Executor(String id, String host, int slots) implements Serializable {
    /** Spark's name for the wish to run there. */
    String location() {
      return "executor_" + host + "_" + id;
    }
  }

  /** Executors by id; in a local session the driver is the one executor. */
  Map<String, Executor> executors() {
    Map<String, Executor> found = new TreeMap<>();
    for (ExecutorSummary executor :
        CollectionConverters.asJava(spark.sc().statusStore().executorList(true))) {
      Matcher address = HOST_AND_PORT.matcher(executor.hostPort());
      if (local == executor.id().equals(DRIVER) && address.matches()) {
        found.put(executor.id(), new Executor(executor.id(), address.group(1), slots(executor)));
      }
    }
    return found;
  }

  private int slots(ExecutorSummary executor) {
    return Math.max(1, local ? spark.defaultParallelism() : executor.maxTasks());
  }

  /** Starts a host in each of some executors; the cards of those where that worked. */
  List<HostCard> place(Collection<Executor> executors, Broadcast<Hosting> hosting) {
    Map<String, HostCard> cards = new TreeMap<>();
    for (int attempt = 0; attempt < TRIES && cards.size() < executors.size(); attempt++) {
      List<Executor> missing =
          executors.stream().filter(executor -> !cards.containsKey(executor.id())).toList();
      JavaRDD<HostCard> placed =
          located(spark, missing.stream().map(Located::of).toList())
              .mapPartitions(wanted -> start(wanted, hosting))
              .persist(StorageLevel.MEMORY_AND_DISK());
      pins.add(placed);
      placed.collect().forEach(card -> cards.put(card.executorId(), card));
    }
    return List.copyOf(cards.values());
  }

  /** Something that wishes to be worked on in an executor. */
  record Located<T>(T value, String location) {
    static Located<Executor> of(Executor executor) {
      return new Located<>(executor, executor.location());
    }
  }

  /** One partition for each value; Spark waits a few seconds for the executor to have a slot. */
  static <T> JavaRDD<T> located(JavaSparkContext spark, List<Located<T>> values) {
    List<Tuple2<T, Seq<String>>> wishes = new ArrayList<>();
    for (Located<T> value : values) {
      wishes.add(
          new Tuple2<>(
              value.value(),
              CollectionConverters.asScala(Arrays.asList(value.location())).toSeq()));
    }
    scala.reflect.ClassTag<T> tag = ClassTag$.MODULE$.apply(Object.class);
    return JavaRDD.fromRDD(
        spark.sc().makeRDD(CollectionConverters.asScala(wishes).toSeq(), tag), tag);
  }

  private static Iterator<HostCard> start(Iterator<Executor> wanted, Broadcast<Hosting> hosting) {
    Executor executor = wanted.next();
    return executor.id().equals(SparkEnv.get().executorId())
        ? List.of(ShardHost.join(hosting.value(), executor.slots())).iterator()
        : List.<HostCard>of().iterator();
  }

  /** Lets the executors go. */
  @Override
  public void close() {
    pins.forEach(pin -> pin.unpersist(false));
  }
}
