/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values of all features of a task's records: a map-side combine of bounded memory,
 * which is drained whenever it is full. Open addressing over primitive arrays; texts are appended
 * to one array of bytes. Not thread-safe.
 */
final class ValueCounter {
  /** Entries at most: about 40 MB with texts of 20 bytes, large enough for the frequent values. */
  private static final int MAX_ENTRIES = 1 << 19;

  private static final int MAX_TEXT_BYTES = 1 << 25;

  /** Length of the text of a missing value or a cross. */
  private static final int NO_TEXT = -1;

  private int size;
  private int drained;
  private int[] features;
  private long[] fingerprints;
  private long[] counts;
  private int[] textStarts;
  private int[] textLengths;
  private byte[] text = new byte[1 << 16];
  private int textBytes;

  /** Entry + 1, 0 for a free one; a power of two of them, at most half full. */
  private int[] slots;

  /** Receives what was counted. */
  interface Sink {
    /** A value; the text is bytes[start, start + length), none where length is negative. */
    void value(int feature, long fingerprint, long count, byte[] bytes, int start, int length);
  }

  ValueCounter() {
    features = new int[1 << 12];
    fingerprints = new long[features.length];
    counts = new long[features.length];
    textStarts = new int[features.length];
    textLengths = new int[features.length];
    slots = new int[2 * features.length];
  }

  /** Counts a value once more; the caller drains first where {@link #full}. */
  void add(int feature, long fingerprint, @Nullable UTF8String value) {
    if (size == features.length) {
      grow();
    }
    int mask = slots.length - 1;
    int slot = slot(feature, fingerprint) & mask;
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (fingerprints[entry] == fingerprint && features[entry] == feature) {
        counts[entry]++;
        return;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    append(feature, fingerprint, value);
  }

  /** Whether to drain before the next record. */
  boolean full() {
    return size > MAX_ENTRIES || textBytes > MAX_TEXT_BYTES;
  }

  boolean empty() {
    return size == 0;
  }

  /** Hands the next value out; false, and all is forgotten, when every value has been. */
  boolean drainNext(Sink sink) {
    if (drained == size) {
      drained = 0;
      size = 0;
      textBytes = 0;
      Arrays.fill(slots, 0);
      return false;
    }
    int i = drained++;
    sink.value(features[i], fingerprints[i], counts[i], text, textStarts[i], textLengths[i]);
    return true;
  }

  private static int slot(int feature, long fingerprint) {
    long mixed = (fingerprint ^ feature) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  private void append(int feature, long fingerprint, @Nullable UTF8String value) {
    features[size] = feature;
    fingerprints[size] = fingerprint;
    counts[size] = 1;
    textStarts[size] = textBytes;
    textLengths[size] = value == null ? NO_TEXT : value.numBytes();
    if (value != null) {
      while (textBytes + value.numBytes() > text.length) {
        text = Arrays.copyOf(text, 2 * text.length);
      }
      value.writeToMemory(text, Platform.BYTE_ARRAY_OFFSET + textBytes);
      textBytes += value.numBytes();
    }
    size++;
  }

  private void grow() {
    int length = 2 * size;
    features = Arrays.copyOf(features, length);
    fingerprints = Arrays.copyOf(fingerprints, length);
    counts = Arrays.copyOf(counts, length);
    textStarts = Arrays.copyOf(textStarts, length);
    textLengths = Arrays.copyOf(textLengths, length);
    slots = new int[2 * length];
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = slot(features[i], fingerprints[i]) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i + 1;
    }
  }
}
