/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

/**
 * The counts of a block.
 *
 * @param examples n
 * @param single single-valued columns, S
 * @param multi multi-valued columns, M
 * @param numeric numeric columns, N
 * @param values values of all lists, V
 */
record BlockShape(int examples, int single, int multi, int numeric, int values) {
  /** Keeps every product of two counts far from an overflow. */
  private static final int MOST = 1 << 27;

  BlockShape {
    check("examples", examples);
    check("single-valued columns", single);
    check("multi-valued columns", multi);
    check("numeric columns", numeric);
    check("values", values);
  }

  private static void check(String name, int count) {
    if (count < 0 || count > MOST) {
      throw ExampleCodec.bad("it announces " + count + " " + name + ": it is damaged");
    }
  }

  /** The shape of a block whose arrays have the lengths that its size and the schema ask for. */
  static BlockShape of(ExampleBlock block, ExampleSchema schema) {
    int n = block.size();
    BlockShape shape =
        new BlockShape(
            n,
            schema.singleValued().size(),
            schema.multiValued().size(),
            schema.numeric().size(),
            block.multi().length);
    checkLength("labels", block.labels().length, n);
    checkLength("weights", block.weights().length, n);
    checkLength("single", block.single().length, (long) n * shape.single);
    checkLength("numeric", block.numeric().length, (long) n * shape.numeric);
    checkLength("multiStart", block.multiStart().length, (long) n * shape.multi + 1);
    int start = block.multiStart()[0];
    for (int next : block.multiStart()) {
      if (next < start) {
        throw new IllegalArgumentException("Invalid multiStart: " + next + " (must not decrease)");
      }
      start = next;
    }
    if (block.multiStart()[0] != 0 || start != shape.values) {
      throw new IllegalArgumentException(
          "Invalid multiStart: ["
              + block.multiStart()[0]
              + ", "
              + start
              + "] (must span [0, "
              + shape.values
              + "])");
    }
    return shape;
  }

  private static void checkLength(String name, int length, long expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": length " + length + " (must be " + expected + ")");
    }
  }

  /** Refuses a schema with other counts. */
  void check(ExampleSchema schema) {
    if (single != schema.singleValued().size()
        || multi != schema.multiValued().size()
        || numeric != schema.numeric().size()) {
      throw ExampleCodec.bad(
          "it has "
              + single
              + " single-valued, "
              + multi
              + " multi-valued and "
              + numeric
              + " numeric columns, the schema is "
              + schema
              + ": prepare the data again with this configuration");
    }
  }

  /**
   * Bytes of all columns: labels and weights, single values, lengths and values of lists, numbers.
   */
  long columnBytes() {
    long n = examples;
    return n * 2 * Float.BYTES
        + n * single * Long.BYTES
        + n * multi * Integer.BYTES
        + (long) values * Long.BYTES
        + n * numeric * Float.BYTES;
  }
}
