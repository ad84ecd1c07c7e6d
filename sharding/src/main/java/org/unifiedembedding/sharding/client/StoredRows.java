/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.transport.Mailbox;

/** Reads the stores of this JVM, shard by shard under the shard's lock. */
public final class StoredRows implements RowReader {
  private final List<Mailbox> boxes;
  private final List<RowStore> stores;
  private final HeadStore head;

  /** Box i guards store i; the box behind those of the rows guards the head. */
  public StoredRows(List<Mailbox> boxes, List<RowStore> stores, HeadStore head) {
    this.boxes = List.copyOf(boxes);
    this.stores = List.copyOf(stores);
    this.head = head;
  }

  @Override
  public void read(RowGroups rows, float[] vectors) {
    for (int shard = 0; shard < stores.size(); shard++) {
      RowBlock block = RowBlock.ofShard(rows, shard, vectors);
      ReentrantLock lock = boxes.get(shard).lock();
      lock.lock();
      try {
        stores.get(shard).readStored(block);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public float[] headWeights() {
    ReentrantLock lock = boxes.get(stores.size()).lock();
    lock.lock();
    try {
      return head.weights();
    } finally {
      lock.unlock();
    }
  }
}
