/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.feature.Feature;

/** Weights of a logistic head, carried over to other features by the features' names. */
final class CarriedWeights {
  private CarriedWeights() {}

  /**
   * The bias and the weights of the features that are in both layouts are the old ones, all others
   * first values.
   *
   * @param weights of the old layout [P]
   * @param first values of the new layout [Q]
   * @return [Q]
   */
  static float[] of(TableLayout was, float[] weights, TableLayout now, float[] first) {
    float[] carried = first.clone();
    List<String> oldFeatures = names(was.features().embedded());
    List<String> newFeatures = names(now.features().embedded());
    int width = now.geometry().width();
    for (int f = 0; f < newFeatures.size(); f++) {
      int old = oldFeatures.indexOf(newFeatures.get(f));
      if (old >= 0) {
        System.arraycopy(
            weights,
            was.firstSlot(old) * width,
            carried,
            now.firstSlot(f) * width,
            now.address(f).chunks() * width);
      }
    }
    List<String> oldNumbers = names(was.features().numeric());
    List<String> newNumbers = names(now.features().numeric());
    for (int n = 0; n < newNumbers.size(); n++) {
      int old = oldNumbers.indexOf(newNumbers.get(n));
      if (old >= 0) {
        carried[now.slots() * width + n] = weights[was.slots() * width + old];
      }
    }
    carried[carried.length - 1] = weights[weights.length - 1];
    return carried;
  }

  private static List<String> names(List<? extends Feature> features) {
    return features.stream().map(Feature::name).toList();
  }
}
