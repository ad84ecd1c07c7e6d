/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.Arrays;
import org.unifiedembedding.jobs.config.RunConfig.FeatureConfig;

/**
 * What must hold of one entry of {@code features}: its values, and that each applies to its type.
 */
final class FeatureRules {
  private FeatureRules() {}

  static void check(String key, FeatureConfig feature) {
    ConfigRules.required(key + ".name", feature.name());
    ConfigRules.oneOf(
        key + ".type",
        feature.type(),
        "categorical",
        "multi-valued",
        "numeric",
        "bucketised",
        "cross");
    ConfigRules.atLeast(key + ".chunks", feature.chunks(), 0);
    ConfigRules.atLeast(key + ".exact-up-to", feature.exactUpTo(), -1);
    if (!feature.log().isEmpty()) {
      checkLog(key + ".log", feature.log());
    }
    applies(key + ".separator", feature, feature.separator().isEmpty(), "multi-valued");
    applies(key + ".boundaries", feature, feature.boundaries().isEmpty(), "bucketised");
    applies(key + ".parts", feature, feature.parts().isEmpty(), "cross");
    applies(key + ".log", feature, feature.log().isEmpty(), "numeric");
    applies(key + ".clip", feature, feature.clip().isEmpty(), "numeric");
    applies(key + ".standardise", feature, !feature.standardise(), "numeric");
    String[] valued = {"categorical", "multi-valued", "bucketised"};
    applies(key + ".exact", feature, feature.exact().isEmpty(), valued);
    String[] measured = {"categorical", "multi-valued", "bucketised", "numeric"};
    applies(key + ".expression", feature, feature.expression().isEmpty(), measured);
    String[] embedded = {"categorical", "multi-valued", "bucketised", "cross"};
    applies(key + ".chunks", feature, feature.chunks() == 0, embedded);
    applies(key + ".hash-as", feature, feature.hashAs().isEmpty(), embedded);
  }

  private static void checkLog(String key, String text) {
    try {
      if (Double.isFinite(Double.parseDouble(text))) {
        return;
      }
    } catch (NumberFormatException e) {
      // Worded below, together with the other refusals.
    }
    throw ConfigErrors.invalid(key, text, "must be a number, the a of log(x + a), or empty");
  }

  private static void applies(String key, FeatureConfig feature, boolean unset, String... types) {
    if (!unset && !Arrays.asList(types).contains(feature.type())) {
      throw ConfigErrors.invalid(
          key,
          "feature '" + feature.name() + "' is " + feature.type(),
          "the key is for " + String.join(", ", types) + " features only; remove it");
    }
  }
}
