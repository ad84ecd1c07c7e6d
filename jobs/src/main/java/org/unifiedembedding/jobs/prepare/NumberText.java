/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import org.apache.spark.unsafe.types.UTF8String;

/** Numbers written as text; the short decimal integers of click logs take a path of their own. */
final class NumberText {
  /** Any so many decimal digits are exact in a double. */
  private static final int EXACT_DIGITS = 15;

  private NumberText() {}

  /** The number, NaN where the text is blank. */
  static double parse(UTF8String text, String column) throws BadRecordException {
    int length = text.numBytes();
    int start = length > 0 && text.getByte(0) == '-' ? 1 : 0;
    if (length == start || length - start > EXACT_DIGITS) {
      return parseAny(text, column);
    }
    long number = 0;
    for (int i = start; i < length; i++) {
      int digit = text.getByte(i) - '0';
      if (digit < 0 || digit > 9) {
        return parseAny(text, column);
      }
      number = number * 10 + digit;
    }
    return start == 1 ? -(double) number : number;
  }

  private static double parseAny(UTF8String text, String column) throws BadRecordException {
    String stripped = text.toString().strip();
    if (stripped.isEmpty()) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(stripped);
    } catch (NumberFormatException e) {
      throw new BadRecordException(column + " is not a number");
    }
  }
}
