/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.io.Serializable;
import java.util.List;

/** Which head, with its sizes; part of the manifest. */
public sealed interface HeadSpec extends Serializable {

  /** Linear in the inputs. */
  record Logistic() implements HeadSpec {}

  /**
   * Linear part and pairwise products of the features' vectors, each first scaled by a vector of
   * its feature.
   */
  record Factorization() implements HeadSpec {}

  /**
   * DCN-V2 (Wang et al., WWW 2021): full-rank cross layers and an MLP of ReLU layers, one behind
   * the other or side by side.
   */
  record DeepCross(int crossLayers, List<Integer> hidden, Structure structure) implements HeadSpec {
    public DeepCross {
      hidden = checked(hidden);
      if (crossLayers < 0) {
        throw new IllegalArgumentException(
            "Invalid crossLayers: " + crossLayers + " (must be >= 0)");
      }
    }
  }

  /** ReLU layers. */
  record Mlp(List<Integer> hidden) implements HeadSpec {
    public Mlp {
      hidden = checked(hidden);
    }
  }

  private static List<Integer> checked(List<Integer> hidden) {
    if (hidden.stream().anyMatch(width -> width < 1)) {
      throw new IllegalArgumentException("Invalid hidden: " + hidden + " (must all be >= 1)");
    }
    return List.copyOf(hidden);
  }

  /** Where the MLP of a DCN-V2 reads from. */
  enum Structure {
    STACKED,
    PARALLEL
  }
}
