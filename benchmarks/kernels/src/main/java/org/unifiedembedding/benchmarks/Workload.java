/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.RowHash;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;

/**
 * Look-ups as those of workload W1: batches of 512 examples of 26 features with two chunks each,
 * values of Zipf's law with exponent 1.05 over a million, hashed to 2^22 rows.
 */
public final class Workload {
  public static final int EXAMPLES = 512;
  public static final int FEATURES = 26;
  public static final int CHUNKS = 2;

  /** Of a batch. */
  public static final int LOOKUPS = EXAMPLES * FEATURES * CHUNKS;

  private static final int ROWS = 1 << 22;
  private static final int BUCKETS = 1024;
  private static final int VOCABULARY = 1_000_000;
  private static final double EXPONENT = 1.05;
  private static final double[] CUMULATIVE = cumulative();

  private Workload() {}

  /** The table, with rows of so many floats. */
  public static TableGeometry geometry(int width) {
    return new TableGeometry(BUCKETS, ROWS / BUCKETS, 0, width);
  }

  /** The table's rows dealt to parts. */
  public static RowPartition partition(int width, int parts) {
    return new RowPartition(geometry(width), parts);
  }

  /** The rows of the look-ups of a batch, example by example; a pure function of the seed. */
  public static long[] rows(long seed) {
    TableGeometry geometry = geometry(1);
    SplittableRandom random = new SplittableRandom(seed);
    long[] seeds = new long[FEATURES * CHUNKS];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = RowHash.seed("c" + i / CHUNKS, i % CHUNKS);
    }
    long[] rows = new long[LOOKUPS];
    for (int i = 0; i < LOOKUPS; i += CHUNKS) {
      long fingerprint = Fingerprint.of(value(random));
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        int column = (i + chunk) % seeds.length;
        rows[i + chunk] = geometry.hashedRow(RowHash.hash(fingerprint, seeds[column]));
      }
    }
    return rows;
  }

  /** Uniform in [-0.5, 0.5), a pure function of the length. */
  public static float[] floats(int length) {
    SplittableRandom random = new SplittableRandom(length);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble() - 0.5f;
    }
    return values;
  }

  /** A value of a feature, by Zipf's law. */
  public static long value(SplittableRandom random) {
    double draw = random.nextDouble() * CUMULATIVE[VOCABULARY - 1];
    int at = Arrays.binarySearch(CUMULATIVE, draw);
    return at < 0 ? -at - 1 : at;
  }

  private static double[] cumulative() {
    double[] sums = new double[VOCABULARY];
    double sum = 0;
    for (int k = 0; k < VOCABULARY; k++) {
      sum += Math.pow(k + 1, -EXPONENT);
      sums[k] = sum;
    }
    return sums;
  }
}
