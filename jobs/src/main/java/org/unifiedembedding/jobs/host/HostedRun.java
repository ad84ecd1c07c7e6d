/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.sharding.ShardGroup;

/** What tasks of a run need in the JVM that hosts its shards. Thread-safe. */
public final class HostedRun implements AutoCloseable {
  private final Supplier<ShardGroup> newShards;
  private volatile ShardGroup shards;
  private final TableLayout layout;
  private final ExampleSchema schema;
  private final Head head;
  private final Map<Integer, WorkerMemory> workers = new ConcurrentHashMap<>();

  HostedRun(Supplier<ShardGroup> newShards, TableLayout layout, ExampleSchema schema, Head head) {
    this.newShards = newShards;
    this.shards = newShards.get();
    this.layout = layout;
    this.schema = schema;
    this.head = head;
  }

  /** The shards of this JVM. */
  public ShardGroup shards() {
    return shards;
  }

  /** Frees the shards and hosts empty ones of the same shape in their place. */
  public void restart() {
    shards.close();
    shards = newShards.get();
  }

  /** The map from values to rows. */
  public TableLayout layout() {
    return layout;
  }

  /** The head. */
  public Head head() {
    return head;
  }

  /** The buffers of a logical worker, kept from round to round; used by one thread at a time. */
  public WorkerMemory memory(int worker) {
    return workers.computeIfAbsent(
        worker, w -> new WorkerMemory(newBatch(), new float[head.parameters()]));
  }

  /** A batch of its own, for evaluation. */
  public EmbeddingBatch newBatch() {
    return new EmbeddingBatch(layout, shards.partition(), schema, head, shards.stride());
  }

  @Override
  public void close() {
    workers.clear();
    shards.close();
  }

  /**
   * The buffers of one logical worker.
   *
   * @param batch its batch
   * @param headGradient [P]
   */
  public record WorkerMemory(EmbeddingBatch batch, float[] headGradient) {}
}
