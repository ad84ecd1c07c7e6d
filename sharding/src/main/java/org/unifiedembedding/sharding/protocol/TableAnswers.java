/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

import org.unifiedembedding.sharding.store.HeadStore;
import org.unifiedembedding.sharding.store.RowStore;
import org.unifiedembedding.sharding.store.Store;

/** What a shard answers to those who list, fill or evaluate a table, once they may. */
final class TableAnswers {
  private static final Answer DONE = new Answer.Accepted(0);

  private final Store store;

  TableAnswers(Store store) {
    this.store = store;
  }

  Answer answer(Request.OfTable request) {
    if (request instanceof Request.Read read) {
      return new Answer.Values(store.readStored(read.rows()));
    }
    if (request instanceof Request.Scan scan && store instanceof RowStore rows) {
      return new Answer.Scanned(rows.scan(scan.selection(), scan.from(), scan.to(), scan.room()));
    }
    if (request instanceof Request.Load load && store instanceof RowStore rows) {
      rows.load(load.rows());
      return DONE;
    }
    if (request instanceof Request.ScanHead && store instanceof HeadStore head) {
      return new Answer.Head(head.state());
    }
    if (request instanceof Request.LoadHead load && store instanceof HeadStore head) {
      head.load(load.head());
      return DONE;
    }
    throw new IllegalArgumentException("Invalid request: " + request + " does not fit the shard");
  }
}
