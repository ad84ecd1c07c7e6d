/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.feature;

import java.util.List;

/**
 * The combination of two or three single-valued embedded features; its fingerprint is made of
 * theirs, in this order.
 */
public record CrossFeature(
    String name, int chunks, String hashName, Exactness exactness, List<String> parts)
    implements Feature.Embedded {
  public CrossFeature {
    FeatureNames.check(name, chunks);
    FeatureNames.check(hashName);
    parts = List.copyOf(parts);
    if (parts.size() < 2 || parts.size() > 3 || parts.stream().distinct().count() != parts.size()) {
      throw new IllegalArgumentException(
          "Invalid parts of cross '"
              + name
              + "': "
              + parts
              + " (name two or three different features)");
    }
    if (exactness instanceof Exactness.Listed) {
      throw new IllegalArgumentException(
          "Invalid exact values of cross '"
              + name
              + "' (a cross has no text to list; use exact-up-to)");
    }
  }
}
