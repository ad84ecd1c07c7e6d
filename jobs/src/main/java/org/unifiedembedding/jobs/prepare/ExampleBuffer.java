/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.feature.NumericTransform;

/**
 * Gathers examples out of {@link RowBody} bodies or of encoded records. Reused; not thread-safe.
 */
final class ExampleBuffer {
  private static final int START = 1 << 10;

  private final int singles;
  private final int lists;
  private final NumericTransform[] transforms;
  private int size;
  private float[] labels = new float[START];
  private float[] weights = new float[START];
  private long[] single;
  private float[] numeric;
  private int[] multiStart;
  private long[] multi = new long[START];

  /** For so many single-valued and multi-valued features and the fitted transforms. */
  ExampleBuffer(int singles, int lists, List<NumericTransform> transforms) {
    this.singles = singles;
    this.lists = lists;
    this.transforms = transforms.toArray(NumericTransform[]::new);
    this.single = new long[START * singles];
    this.numeric = new float[START * transforms.size()];
    this.multiStart = new int[START * lists + 1];
  }

  int size() {
    return size;
  }

  void add(byte[] body) {
    ensure();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    labels[size] = bytes.getFloat();
    weights[size] = bytes.getFloat();
    for (int i = 0; i < singles; i++) {
      single[size * singles + i] = bytes.getLong();
    }
    for (int i = 0; i < transforms.length; i++) {
      numeric[size * transforms.length + i] = transforms[i].scaled(bytes.getDouble());
    }
    for (int m = 0; m < lists; m++) {
      int count = bytes.getInt();
      int start = startList(size * lists + m, count);
      for (int i = 0; i < count; i++) {
        multi[start + i] = bytes.getLong();
      }
    }
    size++;
  }

  /** The record that the encoder has read. */
  void add(RecordEncoder record) {
    ensure();
    labels[size] = record.label();
    weights[size] = record.weight();
    for (int i = 0; i < singles; i++) {
      single[size * singles + i] = record.single(i).fingerprint(0);
    }
    for (int i = 0; i < transforms.length; i++) {
      numeric[size * transforms.length + i] = transforms[i].scaled(record.numeric(i));
    }
    for (int m = 0; m < lists; m++) {
      FeatureValues list = record.multi(m);
      int start = startList(size * lists + m, list.size());
      for (int i = 0; i < list.size(); i++) {
        multi[start + i] = list.fingerprint(i);
      }
    }
    size++;
  }

  /** Makes room for a list; where its first value goes. */
  private int startList(int list, int count) {
    int start = multiStart[list];
    multiStart[list + 1] = start + count;
    if (start + count > multi.length) {
      multi = Arrays.copyOf(multi, Math.max(start + count, 2 * multi.length));
    }
    return start;
  }

  private void ensure() {
    if (size == labels.length) {
      int length = 2 * size;
      labels = Arrays.copyOf(labels, length);
      weights = Arrays.copyOf(weights, length);
      single = Arrays.copyOf(single, length * singles);
      numeric = Arrays.copyOf(numeric, length * transforms.length);
      multiStart = Arrays.copyOf(multiStart, length * lists + 1);
    }
  }

  /** The gathered examples; the buffer is empty afterwards. */
  ExampleBlock take() {
    ExampleBlock block =
        new ExampleBlock(
            size,
            Arrays.copyOf(labels, size),
            Arrays.copyOf(weights, size),
            Arrays.copyOf(single, size * singles),
            Arrays.copyOf(multiStart, size * lists + 1),
            Arrays.copyOf(multi, multiStart[size * lists]),
            Arrays.copyOf(numeric, size * transforms.length));
    size = 0;
    return block;
  }
}
