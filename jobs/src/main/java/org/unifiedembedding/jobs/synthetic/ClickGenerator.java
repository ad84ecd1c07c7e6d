/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import java.util.Arrays;
import java.util.List;

/** Draws the rows of a click log, each a pure function of (spec, index). Thread-safe. */
final class ClickGenerator {
  private final ClickLogSpec spec;
  private final PlantedTruth truth;
  private final List<double[]> cumulated;
  private final double[] listCumulated;

  ClickGenerator(ClickLogSpec spec) {
    this.spec = spec;
    truth = new PlantedTruth(spec);
    cumulated = PlantedModel.FEATURES.stream().map(ClickGenerator::cumulated).toList();
    listCumulated = cumulated(PlantedModel.LIST);
  }

  Click click(long index) {
    ClickLogRandom random = ClickLogRandom.of(spec.seed(), index);
    int[] values = new int[PlantedModel.FEATURES.size()];
    for (int f = 0; f < values.length; f++) {
      int drawn = draw(cumulated.get(f), random);
      values[f] = random.uniform() < PlantedModel.FEATURES.get(f).missing() ? -1 : drawn;
    }
    int[] list = drawList(random);
    double[] numbers = new double[PlantedModel.NUMBERS.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = PlantedModel.NUMBERS.get(i).draw(random);
    }
    int day = spec.day(index);
    double logit = truth.logit(day, values, list, numbers);
    double probability = 1 / (1 + StrictMath.exp(-logit));
    int label = random.uniform() < probability ? 1 : 0;
    return new Click(day, values, list, numbers, probability, label);
  }

  private int[] drawList(ClickLogRandom random) {
    boolean empty = random.uniform() < PlantedModel.LIST.missing();
    int size = empty ? 0 : 1 + (int) (random.uniform() * PlantedModel.MAX_LIST);
    int[] list = new int[size];
    for (int i = 0; i < size; i++) {
      list[i] = draw(listCumulated, random);
    }
    return Arrays.stream(list).distinct().toArray();
  }

  private static int draw(double[] cumulated, ClickLogRandom random) {
    int position = Arrays.binarySearch(cumulated, random.uniform());
    return Math.min(position < 0 ? -position - 1 : position + 1, cumulated.length - 1);
  }

  private static double[] cumulated(PlantedFeature feature) {
    double[] sums = feature.probabilities();
    for (int r = 1; r < sums.length; r++) {
      sums[r] += sums[r - 1];
    }
    return sums;
  }
}
