/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import java.util.List;
import org.unifiedembedding.embedding.kernel.FtrlStep;

/** The row optimizers by the names they have in a configuration. */
public final class RowOptimizers {

  /** The names that {@link #of} knows. */
  public static final List<String> TYPES =
      List.of("sgd", "row-wise-adagrad", "adagrad", "adam", "ftrl");

  private RowOptimizers() {}

  /** Throws IllegalArgumentException for an unknown type and for numbers out of their range. */
  public static RowOptimizer of(String type, OptimizerSettings s) {
    return switch (type) {
      case "sgd" -> new Sgd(s.learningRate());
      case "row-wise-adagrad" ->
          new RowWiseAdagrad(s.learningRate(), s.initialAccumulator(), s.epsilon());
      case "adagrad" -> new Adagrad(s.learningRate(), s.initialAccumulator(), s.epsilon());
      case "adam" -> new LazyAdam(s.learningRate(), s.beta1(), s.beta2(), s.epsilon());
      case "ftrl" -> new Ftrl(ftrlStep(s));
      default ->
          throw new IllegalArgumentException(
              "Invalid row optimizer: '" + type + "' (must be one of " + TYPES + ")");
    };
  }

  private static FtrlStep ftrlStep(OptimizerSettings s) {
    return new FtrlStep(
        (float) s.learningRate(),
        (float) s.beta(),
        (float) s.l1(),
        (float) s.l2(),
        (float) s.initialAccumulator());
  }
}
