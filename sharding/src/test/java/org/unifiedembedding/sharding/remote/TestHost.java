/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.ShardHandler;
import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.Store;
import org.unifiedembedding.sharding.transport.Mailbox;

/** Some shards of a plan and the server in front of them. */
final class TestHost implements AutoCloseable {
  static final PortRange LOOPBACK = new PortRange("127.0.0.1", 0, 0);

  final Map<Integer, Mailbox> boxes = new TreeMap<>();
  private final Map<Integer, Store> stores = new HashMap<>();
  private final ShardPlan plan;
  final SocketServer server;

  TestHost(TableSpec spec, ShardPlan plan, Link link, int... shards) {
    this(spec, plan, link, LOOPBACK, shards);
  }

  TestHost(TableSpec spec, ShardPlan plan, Link link, PortRange ports, int... shards) {
    this.plan = plan;
    for (int shard : shards) {
      boolean head = shard == plan.shards();
      Store store = head ? new HeadStore(spec) : new RowStore(spec, plan, shard);
      stores.put(shard, store);
      boxes.put(shard, new Mailbox(new ShardHandler(store, spec.workers(), spec.staleness())));
    }
    server = SocketServer.open(ports, link, boxes);
  }

  HostAddress address() {
    return server.address();
  }

  void begin(long incarnation, long round) {
    each(handler -> handler.begin(incarnation, round));
  }

  /** Seals and commits; the marks of all workers by shard. */
  Map<Integer, long[]> commit() {
    Map<Integer, long[]> marks = new TreeMap<>();
    boxes.forEach(
        (shard, box) ->
            locked(
                box,
                handler -> {
                  marks.put(shard, handler.seal());
                  handler.commit();
                }));
    return marks;
  }

  void each(Consumer<ShardHandler> action) {
    boxes.values().forEach(box -> locked(box, action));
  }

  private static void locked(Mailbox box, Consumer<ShardHandler> action) {
    box.lock().lock();
    try {
      action.accept(box.handler());
    } finally {
      box.lock().unlock();
    }
  }

  /** The head, which this host must have. */
  HeadStore head() {
    return (HeadStore) store(plan.shards());
  }

  RowStore rows(int shard) {
    return (RowStore) store(shard);
  }

  private Store store(int shard) {
    Store store = stores.get(shard);
    if (store == null) {
      throw new IllegalArgumentException("Invalid shard: " + shard);
    }
    return store;
  }

  /** All rows of some hosts, and the head, as {@link TestTables#bytes} gives those of a group. */
  static List<String> bytes(TableSpec spec, ShardPlan plan, Map<Integer, TestHost> byShard) {
    List<String> rows = new ArrayList<>();
    for (int bucket = 0; bucket < spec.geometry().allBuckets(); bucket++) {
      int shard = plan.partition().partOfBucket(bucket);
      host(byShard, shard)
          .rows(shard)
          .forEachStored(
              plan.partition().firstLocalRow(bucket),
              rowsOfBucket(spec, bucket),
              TestTables.rowText(spec.geometry().width(), rows));
    }
    HeadStore head = host(byShard, plan.shards()).head();
    rows.add(TestTables.headText(head.weights(), head.state()));
    return rows;
  }

  private static int rowsOfBucket(TableSpec spec, int bucket) {
    long perBucket = spec.geometry().rowsPerBucket();
    return (int) Math.min(perBucket, spec.geometry().rows() - bucket * perBucket);
  }

  private static TestHost host(Map<Integer, TestHost> byShard, int shard) {
    TestHost host = byShard.get(shard);
    if (host == null) {
      throw new IllegalArgumentException("Invalid shard: " + shard);
    }
    return host;
  }

  @Override
  public void close() {
    server.close();
    each(ShardHandler::close);
  }
}
