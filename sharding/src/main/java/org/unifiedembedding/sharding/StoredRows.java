/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.unifiedembedding.sharding.client.RowReader;
import org.unifiedembedding.sharding.plan.ShardPlan;
import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.transport.Mailbox;

/** Reads the stores of this JVM without a lock; exact between rounds. */
final class StoredRows implements RowReader {
  private final ShardPlan plan;
  private final int stride;
  private final List<Mailbox> boxes;
  private final List<RowStore> stores;
  private final HeadStore head;

  StoredRows(
      ShardPlan plan, int stride, List<Mailbox> boxes, List<RowStore> stores, HeadStore head) {
    this.plan = plan;
    this.stride = stride;
    this.boxes = boxes;
    this.stores = stores;
    this.head = head;
  }

  @Override
  public void read(long[] rows, int count, float[] vectors) {
    boxes.forEach(StoredRows::meet);
    long perBucket = plan.geometry().rowsPerBucket();
    int shards = plan.shards();
    for (int i = 0; i < count; i++) {
      long bucket = rows[i] / perBucket;
      int shard = (int) (bucket % shards);
      int local = (int) (bucket / shards * perBucket + rows[i] % perBucket);
      stores.get(shard).readStored(local, vectors, i * stride);
    }
  }

  @Override
  public float[] headWeights() {
    meet(boxes.get(boxes.size() - 1));
    return head.weights();
  }

  /** Makes what others did under the lock visible to this thread. */
  private static void meet(Mailbox box) {
    ReentrantLock lock = box.lock();
    lock.lock();
    lock.unlock();
  }
}
