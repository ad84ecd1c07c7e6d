/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.jobs.host.BucketFiles;
import org.unifiedembedding.jobs.host.RowFilter;
import org.unifiedembedding.jobs.host.WrittenFile;
import org.unifiedembedding.jobs.lake.ParquetRecords;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.client.RowSink;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.StateBlock;

/**
 * The files of one run's checkpoint.
 *
 * @param folder of the checkpoint's table
 */
record CellFiles(
    String folder, RowPartition partition, RowShape shape, SerializableConfiguration hadoop)
    implements BucketFiles {

  CellFiles(String folder, RowPartition partition, RowShape shape, Configuration hadoop) {
    this(folder, partition, shape, new SerializableConfiguration(hadoop));
  }

  @Override
  public WrittenFile write(
      long round, RowSelection selection, List<Integer> buckets, ShardGroup shards)
      throws IOException {
    StateBlock room = StateBlock.room(shape, CheckpointCells.ROWS);
    try (CellWriter writer = new CellWriter(folder, round, selection, hadoop.value())) {
      for (int bucket : buckets) {
        shards.scanCommitted(
            bucket,
            selection,
            room,
            rows -> write(writer, CheckpointCells.of(bucket, rows, shape)));
      }
      return writer.finish();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void write(CellWriter writer, CheckpointCells cells) {
    try {
      if (Thread.interrupted()) {
        throw new InterruptedIOException("Writing the checkpoint was given up");
      }
      if (cells.rows() > 0) {
        writer.write(cells);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long read(List<String> files, Set<Integer> buckets, TableAccess table, RowFilter filter) {
    Map<Integer, BitSet> leftOut = new HashMap<>();
    for (String file : files) {
      table.load(
          sink ->
              new ParquetRecords(new Path(file), CheckpointCells.COLUMNS, hadoop.value())
                  .read(
                      Checkpoint.BUCKET,
                      buckets,
                      record -> give(CheckpointCells.of(record), sink, filter, leftOut)));
    }
    return leftOut.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  /** Gives the rows of a cell to the sink or, by bucket, to those that are left out. */
  private void give(
      CheckpointCells cells, RowSink sink, RowFilter filter, Map<Integer, BitSet> leftOut) {
    long firstRow = cells.bucket() * partition.geometry().rowsPerBucket();
    BitSet out = leftOut.computeIfAbsent(cells.bucket(), bucket -> new BitSet());
    cells.give(
        (row, weights, weightOffset, state, stateOffset) -> {
          boolean kept = filter.keeps(state);
          out.set((int) (row - firstRow), !kept);
          if (kept) {
            sink.row(row, weights, weightOffset, state, stateOffset);
          }
        },
        firstRow,
        shape.width(),
        shape.stateSize());
  }
}
