/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

import java.nio.ByteBuffer;

/**
 * Transposes between the example-major arrays of a block and the columns of its bytes, from the
 * buffer's position on. Example i of the bytes is example places[i] of the arrays. Works in tiles
 * of examples, so that all columns of a tile stay in the first-level cache. What is taken lies at
 * the start of the spare array where that is long enough, else in a new one.
 */
final class Columns {
  private static final int TILE = 64;

  private final ByteBuffer bytes;
  private final int[] places;
  private final int examples;

  Columns(ByteBuffer bytes, int[] places) {
    this.bytes = bytes;
    this.places = places;
    this.examples = places.length;
  }

  void putFloats(float[] values, int columns) {
    int base = bytes.position();
    for (int tile = 0; tile < examples; tile += TILE) {
      int end = Math.min(examples, tile + TILE);
      for (int c = 0; c < columns; c++) {
        for (int i = tile; i < end; i++) {
          bytes.putFloat(base + (c * examples + i) * Float.BYTES, values[places[i] * columns + c]);
        }
      }
    }
    bytes.position(base + examples * columns * Float.BYTES);
  }

  float[] takeFloats(int columns, float[] spare) {
    int length = examples * columns;
    float[] values = spare.length >= length ? spare : new float[length];
    int base = bytes.position();
    for (int tile = 0; tile < examples; tile += TILE) {
      int end = Math.min(examples, tile + TILE);
      for (int c = 0; c < columns; c++) {
        for (int i = tile; i < end; i++) {
          values[places[i] * columns + c] = bytes.getFloat(base + (c * examples + i) * Float.BYTES);
        }
      }
    }
    bytes.position(base + length * Float.BYTES);
    return values;
  }

  void putLongs(long[] values, int columns) {
    int base = bytes.position();
    for (int tile = 0; tile < examples; tile += TILE) {
      int end = Math.min(examples, tile + TILE);
      for (int c = 0; c < columns; c++) {
        for (int i = tile; i < end; i++) {
          bytes.putLong(base + (c * examples + i) * Long.BYTES, values[places[i] * columns + c]);
        }
      }
    }
    bytes.position(base + values.length * Long.BYTES);
  }

  long[] takeLongs(int columns, long[] spare) {
    int length = examples * columns;
    long[] values = spare.length >= length ? spare : new long[length];
    int base = bytes.position();
    for (int tile = 0; tile < examples; tile += TILE) {
      int end = Math.min(examples, tile + TILE);
      for (int c = 0; c < columns; c++) {
        for (int i = tile; i < end; i++) {
          values[places[i] * columns + c] = bytes.getLong(base + (c * examples + i) * Long.BYTES);
        }
      }
    }
    bytes.position(base + length * Long.BYTES);
    return values;
  }

  /** Lengths of all lists, then their values, column by column. */
  void putLists(int[] starts, long[] values, int columns) {
    for (int c = 0; c < columns; c++) {
      for (int i = 0; i < examples; i++) {
        int list = places[i] * columns + c;
        bytes.putInt(starts[list + 1] - starts[list]);
      }
    }
    for (int c = 0; c < columns; c++) {
      for (int i = 0; i < examples; i++) {
        int list = places[i] * columns + c;
        for (int at = starts[list]; at < starts[list + 1]; at++) {
          bytes.putLong(values[at]);
        }
      }
    }
  }

  /** The lists' prefix sums; refuses lengths that do not sum to {@code values}. */
  int[] takeListStarts(int columns, int values, int[] spare) {
    int length = examples * columns + 1;
    int[] starts = spare.length >= length ? spare : new int[length];
    starts[0] = 0;
    for (int c = 0; c < columns; c++) {
      for (int i = 0; i < examples; i++) {
        starts[places[i] * columns + c + 1] = bytes.getInt();
      }
    }
    long sum = 0;
    for (int list = 1; list < length; list++) {
      if (starts[list] < 0 || sum + starts[list] > values) {
        throw ExampleCodec.bad("list " + (list - 1) + " has " + starts[list] + " values: damaged");
      }
      sum += starts[list];
      starts[list] = (int) sum;
    }
    if (sum != values) {
      throw ExampleCodec.bad("its lists have " + sum + " values instead of " + values);
    }
    return starts;
  }

  long[] takeLists(int[] starts, int columns, long[] spare) {
    int length = starts[examples * columns];
    long[] values = spare.length >= length ? spare : new long[length];
    for (int c = 0; c < columns; c++) {
      for (int i = 0; i < examples; i++) {
        int list = places[i] * columns + c;
        for (int at = starts[list]; at < starts[list + 1]; at++) {
          values[at] = bytes.getLong();
        }
      }
    }
    return values;
  }
}
