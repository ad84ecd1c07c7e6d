/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.jobs.synthetic.PlantedModel.Interaction;

/**
 * The planted truth: the logit of a row as a function of its columns.
 *
 * <pre>
 * logit = bias + sum_f main_f(value, day)                        main effects, some drift
 *       + sum_e main_list(e) / sqrt(n)                           e over the n entries of the list
 *       + sum_(f,g) c_fg / sqrt(K) * sum_k a_fk a_gk             three interactions of rank K = 2
 *       + sum_x slope_x * (log(x + 1) - mean_x) / deviation_x    numbers; 0 where missing
 * </pre>
 *
 * A list's factor is the sum of its entries' / sqrt(n). {@link PlantedModel} has the constants,
 * {@link PlantedEffects} the effects of the values. Immutable and thread-safe.
 */
final class PlantedTruth {
  private final List<PlantedEffects> features;
  private final PlantedEffects list;

  PlantedTruth(ClickLogSpec spec) {
    List<PlantedEffects> effects = new ArrayList<>();
    PlantedModel.FEATURES.forEach(feature -> effects.add(new PlantedEffects(feature, spec)));
    features = List.copyOf(effects);
    list = new PlantedEffects(PlantedModel.LIST, spec);
  }

  double logit(int day, int[] values, int[] entries, double[] numbers) {
    double logit = PlantedModel.BIAS;
    for (int f = 0; f < values.length; f++) {
      logit += features.get(f).main(values[f], day);
    }
    double scale = entries.length == 0 ? 0 : 1 / StrictMath.sqrt(entries.length);
    for (int entry : entries) {
      logit += scale * list.main(entry, day);
    }
    for (Interaction interaction : PlantedModel.INTERACTIONS) {
      logit += interaction.effect() * product(interaction, values, entries);
    }
    for (int i = 0; i < numbers.length; i++) {
      logit += PlantedModel.NUMBERS.get(i).logit(numbers[i]);
    }
    return logit;
  }

  private double product(Interaction interaction, int[] values, int[] entries) {
    double sum = 0;
    for (int k = 0; k < PlantedModel.RANK; k++) {
      sum +=
          factor(interaction.left(), k, values, entries)
              * factor(interaction.right(), k, values, entries);
    }
    return sum / StrictMath.sqrt(PlantedModel.RANK);
  }

  private double factor(String name, int k, int[] values, int[] entries) {
    for (int f = 0; f < values.length; f++) {
      if (PlantedModel.FEATURES.get(f).name().equals(name)) {
        return features.get(f).factor(values[f], k);
      }
    }
    double sum = 0;
    for (int entry : entries) {
      sum += list.factor(entry, k);
    }
    return entries.length == 0 ? 0 : sum / StrictMath.sqrt(entries.length);
  }
}
