/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import org.jspecify.annotations.Nullable;

/**
 * The effects of one feature's values, pure functions of (seed, feature, value). A column of
 * effects is made in three steps:
 *
 * <ol>
 *   <li>normal numbers times sqrt(h / (h + r)) with h = a tenth of the values, so that rare values
 *       act weakly;
 *   <li>where the feature has groups: sqrt(0.7) * (a normal number of the group) + sqrt(0.3) * own;
 *   <li>standardised over the rows: mean 0 and variance 1 under the feature's own probabilities, so
 *       that a feature's strength does not hang on the luck of its few frequent values.
 * </ol>
 *
 * The main effect on day d of n is cos(t) * start + sin(t) * turned with t = drift * (d - 1) / (n -
 * 1). Each of the K columns of latent factors is sqrt(0.85) * start + sqrt(0.15) * own,
 * standardised again: factors that share a direction with the main effect are found early by any
 * model, while factors that are independent of it took tens of epochs to find and cost more by
 * overfitting than they gave.
 */
final class PlantedEffects {
  private final PlantedFeature feature;
  private final int days;
  private final double[] probabilities;
  private final double[] start;
  private final double @Nullable [] turned;
  private final double[][] factors;

  PlantedEffects(PlantedFeature feature, ClickLogSpec spec) {
    this.feature = feature;
    days = spec.days();
    probabilities = feature.probabilities();
    start = column(spec.seed(), "main");
    turned = feature.drift() > 0 ? column(spec.seed(), "drift") : null;
    factors = new double[PlantedModel.RANK][];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = aligned(column(spec.seed(), "factor-" + k));
    }
  }

  /** The main effect of a value on a day; a missing value has none. */
  double main(int value, int day) {
    if (value < 0) {
      return 0;
    }
    if (turned == null || days == 1) {
      return feature.effect() * start[value];
    }
    double angle = feature.drift() * (day - 1) / (days - 1);
    return feature.effect()
        * (StrictMath.cos(angle) * start[value] + StrictMath.sin(angle) * turned[value]);
  }

  /** Number k of a value's latent factor; a missing value has zeros. */
  double factor(int value, int k) {
    return value < 0 ? 0 : factors[k][value];
  }

  private double[] aligned(double[] own) {
    double[] factor = new double[own.length];
    for (int r = 0; r < own.length; r++) {
      factor[r] =
          StrictMath.sqrt(PlantedModel.MAIN_SHARE) * start[r]
              + StrictMath.sqrt(1 - PlantedModel.MAIN_SHARE) * own[r];
    }
    standardise(factor);
    return factor;
  }

  private double[] column(long seed, String name) {
    int groups = feature.groups().size();
    boolean grouped = groups > 0;
    double[] centres = normals(seed, name + "/groups", groups);
    double[] column = normals(seed, name, feature.values());
    double half = feature.values() / 10.0;
    for (int r = 0; r < column.length; r++) {
      double own = column[r] * StrictMath.sqrt(half / (half + r));
      column[r] =
          grouped
              ? StrictMath.sqrt(PlantedModel.GROUP_SHARE) * centres[r % groups]
                  + StrictMath.sqrt(1 - PlantedModel.GROUP_SHARE) * own
              : own;
    }
    standardise(column);
    return column;
  }

  private double[] normals(long seed, String name, int size) {
    ClickLogRandom random = ClickLogRandom.of(seed, feature.name() + "/" + name);
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = random.normal();
    }
    return numbers;
  }

  private void standardise(double[] column) {
    double mean = 0;
    for (int r = 0; r < column.length; r++) {
      mean += probabilities[r] * column[r];
    }
    double variance = 0;
    for (int r = 0; r < column.length; r++) {
      variance += probabilities[r] * (column[r] - mean) * (column[r] - mean);
    }
    for (int r = 0; r < column.length; r++) {
      column[r] = (column[r] - mean) / StrictMath.sqrt(variance);
    }
  }
}
