/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.rdd.CoalescedRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * Reads chosen runs of neighbouring partitions, each run as one task and in order; the other
 * partitions are not read at all.
 */
record NeighbourCoalescer(List<Run> runs) implements PartitionCoalescer, Serializable {

  /** Partitions first to first + count - 1. */
  record Run(int first, int count) implements Serializable {}

  NeighbourCoalescer {
    runs = List.copyOf(runs);
  }

  static RDD<InternalRow> read(RDD<InternalRow> sorted, List<Run> runs) {
    return new CoalescedRDD<>(
        sorted,
        runs.size(),
        Option.apply(new NeighbourCoalescer(runs)),
        ClassTag.apply(InternalRow.class));
  }

  @Override
  public PartitionGroup[] coalesce(int maxPartitions, RDD<?> parent) {
    Partition[] partitions = parent.partitions();
    PartitionGroup[] groups = new PartitionGroup[runs.size()];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = new PartitionGroup(Option.empty());
      for (int k = 0; k < runs.get(i).count(); k++) {
        groups[i].partitions().append(partitions[runs.get(i).first() + k]);
      }
    }
    return groups;
  }
}
