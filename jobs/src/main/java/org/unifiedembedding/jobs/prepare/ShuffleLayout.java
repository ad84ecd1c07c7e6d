/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The partitions of the one shuffle. Each kind of row has as many partitions as there are ranges of
 * the 64-bit key, the summaries of the map tasks share one more. A key's unit and a key's partition
 * are both leading bits of the key, so a partition holds whole units or a unit is the concatenation
 * of neighbouring partitions: what is in a unit does not depend on the number of partitions.
 *
 * @param ranges a power of two
 */
record ShuffleLayout(int ranges) implements Serializable {
  /** Columns of the shuffled rows: partition, key, body. */
  static final StructType SCHEMA =
      new StructType()
          .add("partition", DataTypes.IntegerType, false)
          .add("key", DataTypes.LongType, false)
          .add("body", DataTypes.BinaryType, false);

  static final int PARTITION = 0;
  static final int KEY = 1;
  static final int BODY = 2;

  private static final int MAX_RANGES = 4096;

  ShuffleLayout {
    if (Integer.bitCount(ranges) != 1) {
      throw new IllegalArgumentException("Invalid ranges: " + ranges + " (must be a power of two)");
    }
  }

  /** One range for each of the map tasks or slots, whichever are more. */
  static ShuffleLayout of(int mapTasks, int slots) {
    int wanted = Math.min(MAX_RANGES, Math.max(1, Math.max(mapTasks, slots)));
    return new ShuffleLayout(powerOfTwo(wanted));
  }

  /** The smallest power of two that is at least n. */
  static int powerOfTwo(long n) {
    return n <= 1 ? 1 : Math.toIntExact(Long.highestOneBit(n - 1) << 1);
  }

  int partitions() {
    return RowKind.SUMMARY.index() * ranges + 1;
  }

  int partition(RowKind kind, long key) {
    int first = kind.index() * ranges;
    return kind == RowKind.SUMMARY ? first : first + slice(key, ranges);
  }

  /** The part whose examples are in a partition. */
  Part part(int partition) {
    return Part.at(partition / ranges);
  }

  /** Which of so many (a power of two) equal slices of the signed 64-bit numbers holds the key. */
  static int slice(long key, int slices) {
    int bits = Integer.numberOfTrailingZeros(slices);
    return bits == 0 ? 0 : (int) ((key ^ Long.MIN_VALUE) >>> (Long.SIZE - bits));
  }

  /** Units of a part: a power of two such that a unit has at most unitExamples on average. */
  static int units(long examples, int unitExamples) {
    return powerOfTwo((examples + unitExamples - 1) / unitExamples);
  }
}
