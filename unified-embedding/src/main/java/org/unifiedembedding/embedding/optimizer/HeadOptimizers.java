/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.List;

/** The head optimizers by the names they have in a configuration. */
public final class HeadOptimizers {

  /** The names that {@link #of} knows. */
  public static final List<String> TYPES = List.of("sgd", "adagrad", "adam");

  private HeadOptimizers() {}

  /** Throws IllegalArgumentException for an unknown type and for numbers out of their range. */
  public static HeadOptimizer of(String type, OptimizerSettings s) {
    return switch (type) {
      case "sgd" -> new Sgd(s.learningRate());
      case "adagrad" -> new Adagrad(s.learningRate(), s.initialAccumulator(), s.epsilon());
      case "adam" -> new Adam(s.learningRate(), s.beta1(), s.beta2(), s.epsilon());
      default ->
          throw new IllegalArgumentException(
              "Invalid head optimizer: '" + type + "' (must be one of " + TYPES + ")");
    };
  }
}
