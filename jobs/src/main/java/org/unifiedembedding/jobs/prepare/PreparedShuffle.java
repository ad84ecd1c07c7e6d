/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.unifiedembedding.jobs.prepare.NeighbourCoalescer.Run;

/**
 * The records after the one pass over the raw data, in shuffle files: each kind of row can be read
 * by jobs of its own, which skip the pass. A sorted partition has its rows in the order of their
 * keys, equal keys in the order of their bytes.
 */
final class PreparedShuffle {
  /** The task of {@link #readCounts} that has the summaries. */
  static final int SUMMARY_TASK = 0;

  private final ShuffleLayout layout;
  private final RDD<InternalRow> sorted;

  private PreparedShuffle(ShuffleLayout layout, RDD<InternalRow> sorted) {
    this.layout = layout;
    this.sorted = sorted;
  }

  /** Plans the pass; it runs with the first job that reads. */
  static PreparedShuffle of(
      SparkSession session, RDD<InternalRow> records, RecordPlan plan, int topValues) {
    int slots = session.sparkContext().defaultParallelism();
    ShuffleLayout layout = ShuffleLayout.of(records.getNumPartitions(), slots);
    RDD<InternalRow> rows =
        records
            .toJavaRDD()
            .mapPartitions(partition -> new MapTask(plan, layout, topValues, partition))
            .rdd();
    Dataset<Row> shuffled =
        ((org.apache.spark.sql.classic.SparkSession) session)
            .internalCreateDataFrame(rows, ShuffleLayout.SCHEMA, false)
            .repartitionById(layout.partitions(), functions.col("partition"))
            .sortWithinPartitions("key", "body");
    return new PreparedShuffle(
        layout, ((org.apache.spark.sql.classic.Dataset<Row>) shuffled).queryExecution().toRdd());
  }

  ShuffleLayout layout() {
    return layout;
  }

  /** All rows of a kind, in so many tasks (at most one a partition; made a power of two). */
  RDD<InternalRow> read(RowKind kind, int tasks) {
    return NeighbourCoalescer.read(sorted, runs(kind, tasks));
  }

  /** Examples of all parts, those of a unit in one task and in order. */
  RDD<InternalRow> readExamples(List<Integer> units) {
    List<Run> runs = new ArrayList<>();
    for (Part part : Part.values()) {
      runs.addAll(runs(RowKind.of(part), units.get(part.index())));
    }
    return NeighbourCoalescer.read(sorted, runs);
  }

  /** Summaries in {@link #SUMMARY_TASK}, values in the other tasks. */
  RDD<InternalRow> readCounts() {
    List<Run> runs = new ArrayList<>(runs(RowKind.VALUE, layout.ranges()));
    runs.add(SUMMARY_TASK, new Run(layout.partition(RowKind.SUMMARY, 0), 1));
    return NeighbourCoalescer.read(sorted, runs);
  }

  private List<Run> runs(RowKind kind, int tasks) {
    int count = Math.min(ShuffleLayout.powerOfTwo(tasks), layout.ranges());
    int length = layout.ranges() / count;
    int first = kind.index() * layout.ranges();
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(new Run(first + i * length, length));
    }
    return runs;
  }
}
