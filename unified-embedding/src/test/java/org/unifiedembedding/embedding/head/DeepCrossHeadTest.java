/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.head.HeadSpec.Structure;
import org.unifiedembedding.embedding.kernel.Gemm;

class DeepCrossHeadTest {

  private final Gemm gemm = Gemm.best();

  @ParameterizedTest
  @CsvSource({
    "STACKED, 0, 7", "STACKED, 1, 7", "STACKED, 2, 1", "STACKED, 2, 9",
    "PARALLEL, 0, 7", "PARALLEL, 1, 7", "PARALLEL, 2, 1", "PARALLEL, 2, 9"
  })
  void agreesWithFiniteDifferences(Structure structure, int crossLayers, int examples) {
    for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(6), List.of(6, 11, 4))) {
      var spec = new HeadSpec.DeepCross(crossLayers, hidden, structure);
      check(spec, 9, examples);
    }
  }

  @Test
  void agreesWithFiniteDifferencesWhereRowsDoNotFitTheStageAtOnce() {
    check(new HeadSpec.DeepCross(1, List.of(5), Structure.STACKED), 67, 130);
  }

  private void check(HeadSpec.DeepCross spec, int inputs, int examples) {
    Head head = new DeepCrossHead(inputs, spec, () -> gemm);
    new GradientCheck(head, (w, x) -> new SlowDeepCross(w, x).logit(spec), examples, 3).run();
  }

  @Test
  void givesTheSameBitsInEveryScratch() {
    var spec = new HeadSpec.DeepCross(2, List.of(16, 8), Structure.STACKED);
    Head head = new DeepCrossHead(24, spec, () -> gemm);
    float[] weights = new float[head.parameters()];
    head.initialise(weights, 4);
    float[] x = new float[24 * 10];
    new FirstValues(8).uniform(x, 0, x.length, 1);
    float[] logits = new float[10];
    float[] again = new float[10];
    Head.Scratch used = head.scratch(64);
    head.forward(weights, x, 10, logits, used);
    head.forward(weights, x, 10, again, used);
    assertThat(again).isEqualTo(logits);
    head.forward(weights, x, 10, again, head.scratch(10));
    assertThat(again).isEqualTo(logits);
  }

  @Test
  void startsAsTheExperimentsDo() {
    var spec = new HeadSpec.DeepCross(1, List.of(30), Structure.STACKED);
    Head head = new DeepCrossHead(50, spec, () -> gemm);
    float[] weights = new float[head.parameters()];
    head.initialise(weights, 4);

    double squares = 0;
    for (int i = 0; i < 2500; i++) {
      assertThat(Math.abs(weights[i])).isLessThanOrEqualTo(0.1f);
      squares += weights[i] * weights[i];
    }
    // Cut at two deviations a normal keeps 0.8796 of its deviation.
    assertThat(Math.sqrt(squares / 2500)).isBetween(0.042, 0.046);
    float bound = (float) Math.sqrt(6.0 / 80);
    for (int i = 2550; i < 2550 + 1500; i++) {
      assertThat(Math.abs(weights[i])).isLessThanOrEqualTo(bound);
    }
    assertThat(java.util.Arrays.copyOfRange(weights, 2500, 2550)).containsOnly(0f);
    assertThat(java.util.Arrays.copyOfRange(weights, 4050, 4080)).containsOnly(0f);
  }

  @Test
  void rejectsMoreExamplesThanTheScratchHolds() {
    var spec = new HeadSpec.DeepCross(1, List.of(3), Structure.STACKED);
    Head head = new DeepCrossHead(4, spec, () -> gemm);
    float[] weights = new float[head.parameters()];

    assertThatThrownBy(() -> head.forward(weights, new float[12], 3, new float[3], head.scratch(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid examples: 3 (scratch holds 2)");
  }

  /** DCN-V2 of one example, number by number. */
  private static final class SlowDeepCross {
    private final double[] weights;
    private final double[] x0;
    private int at;

    SlowDeepCross(double[] weights, double[] x0) {
      this.weights = weights;
      this.x0 = x0;
    }

    double logit(HeadSpec.DeepCross spec) {
      double[] crossed = x0;
      for (int layer = 0; layer < spec.crossLayers(); layer++) {
        double[] z = affine(crossed, x0.length);
        double[] y = new double[x0.length];
        for (int i = 0; i < y.length; i++) {
          y[i] = x0[i] * z[i] + crossed[i];
        }
        crossed = y;
      }
      boolean parallel = spec.structure() == Structure.PARALLEL;
      double[] deep = parallel ? x0 : crossed;
      for (int out : spec.hidden()) {
        deep = affine(deep, out);
        for (int i = 0; i < out; i++) {
          deep[i] = Math.max(0, deep[i]);
        }
      }
      double logit = parallel || spec.hidden().isEmpty() ? dot(crossed) : 0;
      logit += spec.hidden().isEmpty() ? 0 : dot(deep);
      return logit + weights[at];
    }

    private double dot(double[] x) {
      double sum = 0;
      for (double value : x) {
        sum += value * weights[at++];
      }
      return sum;
    }

    private double[] affine(double[] x, int out) {
      double[] y = new double[out];
      for (double value : x) {
        for (int j = 0; j < out; j++) {
          y[j] += value * weights[at++];
        }
      }
      for (int j = 0; j < out; j++) {
        y[j] += weights[at++];
      }
      return y;
    }
  }
}
