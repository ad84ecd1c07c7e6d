/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.StateBlock;

/** Reads the requests of tasks that list, fill or evaluate a table; see {@link RequestReader}. */
final class TableRequestReader {
  private final WireShape shape;
  private final RowNumbers numbers;

  TableRequestReader(WireShape shape) {
    this.shape = shape;
    numbers = new RowNumbers(shape);
  }

  private record Asker(int shard, long incarnation) {}

  private Asker asker(FrameInput in, FrameHeader header) throws IOException {
    header.requireAtLeast(TableRequestWriter.ASKER_BYTES);
    int shard = in.takeInt();
    int reserved = in.takeInt();
    long incarnation = in.takeLong();
    shape.requireTarget(header.kind(), shard);
    if (reserved != 0) {
      throw new WireException("reserved " + reserved + " cannot be");
    }
    return new Asker(shard, incarnation);
  }

  Request read(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    Asker asker = asker(in, header);
    int count = header.items(TableRequestWriter.ASKER_BYTES, Integer.BYTES);
    float[] values = memory.values(numbers.floats(count, shape.stride()));
    int[] rows = numbers.take(in, asker.shard(), count, memory);
    return new Request.Read(
        asker.shard(), asker.incarnation(), new RowBlock(rows, 0, count, values));
  }

  Request readHead(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    header.require(TableRequestWriter.ASKER_BYTES);
    Asker asker = asker(in, header);
    RowBlock weights = RowBlock.ofHead(memory.values(shape.headParameters()));
    return new Request.Read(asker.shard(), asker.incarnation(), weights);
  }

  Request scan(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    header.require(TableRequestWriter.ASKER_BYTES + 4L * Integer.BYTES);
    Asker asker = asker(in, header);
    int selection = in.takeInt();
    int from = in.takeInt();
    int to = in.takeInt();
    int room = in.takeInt();
    int limit = shape.rowsOfShard()[asker.shard()];
    if (from < 0 || from > to || to > limit) {
      throw new WireException(
          "rows [" + from + ", " + to + ") of shard " + asker.shard() + " are none of " + limit);
    }
    if (room < 1) {
      throw new WireException("a scan has room for " + room + " rows");
    }
    int most = Math.min(room, to - from);
    numbers.floats(most, 1 + shape.width() + shape.stateSize());
    return new Request.Scan(
        asker.shard(),
        asker.incarnation(),
        SelectionCodes.selection(selection),
        from,
        to,
        memory.states(shape, most));
  }

  Request load(FrameInput in, FrameHeader header, RequestMemory memory) throws IOException {
    Asker asker = asker(in, header);
    int count = header.items(TableRequestWriter.ASKER_BYTES, shape.stateRowBytes());
    StateBlock block = memory.states(shape, count);
    numbers.take(in, asker.shard(), count, memory);
    in.takeFloats(block.weights(), count * shape.width());
    in.takeFloats(block.state(), count * shape.stateSize());
    return new Request.Load(asker.shard(), asker.incarnation(), block);
  }

  Request scanHead(FrameInput in, FrameHeader header) throws IOException {
    header.require(TableRequestWriter.ASKER_BYTES);
    Asker asker = asker(in, header);
    return new Request.ScanHead(asker.shard(), asker.incarnation());
  }

  Request loadHead(FrameInput in, FrameHeader header) throws IOException {
    header.require(TableRequestWriter.ASKER_BYTES + shape.headStateBytes());
    Asker asker = asker(in, header);
    HeadState head = in.takeHeadState(shape);
    return new Request.LoadHead(asker.shard(), asker.incarnation(), head);
  }
}
