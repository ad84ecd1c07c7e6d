/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.Locale;
import org.unifiedembedding.embedding.head.HeadSpec;

/** The head of a configuration. */
public final class HeadSpecs {
  private HeadSpecs() {}

  /** The head with its sizes, as section {@code head} says. */
  public static HeadSpec of(RunConfig.Head head) {
    return switch (head.type()) {
      case "logistic" -> new HeadSpec.Logistic();
      case "factorization" -> new HeadSpec.Factorization();
      case "deep-cross" ->
          new HeadSpec.DeepCross(
              head.crossLayers(),
              head.hidden(),
              HeadSpec.Structure.valueOf(head.structure().toUpperCase(Locale.ROOT)));
      case "mlp" -> new HeadSpec.Mlp(head.hidden());
      default -> throw new IllegalArgumentException("Invalid head type: " + head.type());
    };
  }
}
