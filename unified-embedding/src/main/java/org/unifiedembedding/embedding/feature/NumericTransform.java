/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The steps from a raw number to a model input, in this order: missing becomes {@code missing};
 * clip to [minimum, maximum]; log(x + logOffset), 0 where x + logOffset &lt;= 0; (x - mean) /
 * deviation. A null step is left out. {@code missing} is the input's final value: no further step
 * is applied to it.
 */
public record NumericTransform(
    @Nullable Double minimum,
    @Nullable Double maximum,
    @Nullable Double logOffset,
    boolean standardise,
    double mean,
    double deviation,
    double missing)
    implements Serializable {

  public NumericTransform {
    if (minimum != null && maximum != null && minimum > maximum) {
      throw new IllegalArgumentException(
          "Invalid clip: [" + minimum + ", " + maximum + "] (minimum > maximum)");
    }
    if (!(deviation > 0)) {
      throw new IllegalArgumentException("Invalid deviation: " + deviation + " (must be > 0)");
    }
  }

  /** The model input of a raw value; NaN counts as missing. */
  public float apply(double raw) {
    return scaled(unscaled(raw));
  }

  /** The model input of what {@link #unscaled} returned; NaN counts as missing. */
  public float scaled(double unscaled) {
    return Double.isNaN(unscaled)
        ? (float) missing
        : (float) (standardise ? (unscaled - mean) / deviation : unscaled);
  }

  /** Clip and logarithm only: what mean and deviation are measured on; NaN stays NaN. */
  public double unscaled(double raw) {
    double x = minimum != null ? Math.max(raw, minimum) : raw;
    x = maximum != null ? Math.min(x, maximum) : x;
    if (logOffset == null) {
      return x;
    }
    double shifted = x + logOffset;
    return shifted <= 0 ? 0 : Math.log(shifted);
  }

  /** The same steps with the mean and deviation measured on training data. */
  public NumericTransform fitted(double measuredMean, double measuredDeviation) {
    return new NumericTransform(
        minimum,
        maximum,
        logOffset,
        standardise,
        measuredMean,
        measuredDeviation > 0 ? measuredDeviation : 1,
        missing);
  }
}
