/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

/** The rule for names that seed hashes. */
final class FeatureNames {
  private FeatureNames() {}

  static void check(String name) {
    if (name.isBlank() || name.indexOf('#') >= 0) {
      throw new IllegalArgumentException(
          "Invalid feature name: '" + name + "' (must not be blank or contain '#')");
    }
  }

  static void check(String name, int chunks) {
    check(name);
    if (chunks < 1) {
      throw new IllegalArgumentException(
          "Invalid chunks of feature '" + name + "': " + chunks + " (must be >= 1)");
    }
  }
}
