/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.util.Arrays;
import java.util.Locale;

/** How the rows of a snapshot are stored (docs/spec/snapshot.md). */
public enum RowFormat {
  /** As trained. */
  FLOAT32(Float.SIZE),
  /** IEEE 754 binary16. */
  FLOAT16(Short.SIZE),
  /** Codes of 8 bits with a scale and a zero point for each row. */
  INT8(8),
  /** Codes of 4 bits with a scale and a zero point for each row. */
  INT4(4);

  private final int bits;

  RowFormat(int bits) {
    this.bits = bits;
  }

  /**
   * The format with a name, as {@link #toString} gives it.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static RowFormat of(String name) {
    return Arrays.stream(values())
        .filter(format -> format.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid format: '%s' (must be one of %s)"
                        .formatted(name, Arrays.toString(values()))));
  }

  /** Bytes of a row's numbers or codes, without scale and zero point. */
  int rowBytes(int width) {
    return (width * bits + 7) / 8;
  }

  /** The greatest code. */
  int levels() {
    return (1 << bits) - 1;
  }

  /** Its name in configurations, manifests and messages: float32, float16, int8, int4. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
