/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The bounds of the gate. */
public final class GateRules {
  private GateRules() {}

  static void check(RunConfig.Gate gate) {
    ConfigRules.atLeast("gate.min-examples", gate.minExamples(), 0);
    ConfigRules.atLeast("gate.frequent-values", gate.frequentValues(), 1);
    Map<String, String> bounds = new LinkedHashMap<>();
    bounds.put("min-auc", gate.minAuc());
    bounds.put("max-auc-drop", gate.maxAucDrop());
    bounds.put("max-log-loss", gate.maxLogLoss());
    bounds.put("max-log-loss-rise", gate.maxLogLossRise());
    bounds.put("min-calibration", gate.minCalibration());
    bounds.put("max-calibration", gate.maxCalibration());
    bounds.put("min-slice-calibration", gate.minSliceCalibration());
    bounds.put("max-slice-calibration", gate.maxSliceCalibration());
    bounds.put("min-touched-share", gate.minTouchedShare());
    bounds.put("max-collisions", gate.maxCollisions());
    bounds.put("max-norm-drift", gate.maxNormDrift());
    bounds.put("min-cosine", gate.minCosine());
    bounds.put("min-neighbour-overlap", gate.minNeighbourOverlap());
    bounds.forEach(GateRules::checkBound);
  }

  private static void checkBound(String key, String text) {
    double least = key.equals("min-cosine") ? -1 : 0;
    try {
      if (bound(text).orElse(0) >= least) {
        return;
      }
    } catch (NumberFormatException e) {
      // Worded below: the exception knows no key and no remedy.
    }
    throw ConfigErrors.invalid(
        "gate." + key, text, "must be a number >= %.0f, or empty: not checked".formatted(least));
  }

  /** The number of a bound; empty: it is not checked. */
  public static OptionalDouble bound(String text) {
    return text.isBlank()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(text.strip()));
  }
}
