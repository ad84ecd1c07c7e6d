/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A sum of doubles with twice their precision, so that its value as a float does not depend on the
 * order of the additions, which is that of Spark's tasks. Dekker, A floating-point technique for
 * extending the available precision, 1971. Not thread-safe.
 */
final class DoubleDouble implements Serializable {
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private double high;
  private double low;

  void add(double value) {
    add(value, 0);
  }

  void addSquare(double value) {
    double square = value * value;
    add(square, Math.fma(value, value, -square));
  }

  void add(DoubleDouble other) {
    add(other.high, other.low);
  }

  private void add(double otherHigh, double otherLow) {
    double sum = high + otherHigh;
    double part = sum - high;
    double error = (high - (sum - part)) + (otherHigh - part) + low + otherLow;
    high = sum + error;
    low = error - (high - sum);
  }

  double value() {
    return high;
  }

  private BigDecimal exact() {
    return new BigDecimal(high).add(new BigDecimal(low));
  }

  /** Mean over n, rounded to a float's precision; 0 where n is 0. */
  static double mean(DoubleDouble sum, long n) {
    return n == 0 ? 0 : sum.exact().divide(BigDecimal.valueOf(n), DIGITS).floatValue();
  }

  /** The population's standard deviation over n, rounded to a float's precision; 0 where n is 0. */
  static double deviation(DoubleDouble sum, DoubleDouble squares, long n) {
    if (n == 0) {
      return 0;
    }
    BigDecimal count = BigDecimal.valueOf(n);
    BigDecimal spread = squares.exact().multiply(count).subtract(sum.exact().pow(2));
    double variance = spread.divide(count.pow(2), DIGITS).doubleValue();
    return (float) Math.sqrt(Math.max(0, variance));
  }
}
