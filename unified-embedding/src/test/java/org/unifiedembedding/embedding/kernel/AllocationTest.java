/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.head.InputShape;
import org.unifiedembedding.embedding.optimizer.OptimizerSettings;
import org.unifiedembedding.embedding.optimizer.RowOptimizer;
import org.unifiedembedding.embedding.optimizer.RowOptimizers;

/**
 * The hot loops allocate nothing once they are compiled. A vector that leaves a method by a call
 * that is not inlined would be boxed each time, ten times slower without any other sign.
 */
class AllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The compiler works beside the loop: a busy machine may need seconds for what takes 0.1 s. */
  private static final Duration TIME_TO_COMPILE = Duration.ofSeconds(60);

  private static final int CALLS = 1000;

  /** The counter itself and the compiler's last switches may cost this much a round. */
  private static final long NOISE_BYTES = 512;

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "row-wise-adagrad", "adagrad", "adam", "ftrl"})
  void rowUpdatesAllocateNothing(String type) {
    RowOptimizer optimizer =
        RowOptimizers.of(type, new OptimizerSettings(0.01, 0.1, 1e-8, 0.9, 0.999, 0, 0, 1));
    float[] weights = new float[16];
    float[] state = new float[optimizer.stateSize(16)];
    optimizer.initialiseState(state, 16, 1);
    float[] gradient = new float[16];
    gradient[3] = 1;

    assertThat(bytes(() -> optimizer.update(weights, 0, state, 0, gradient, 0, 16, 0.5f), CALLS))
        .isLessThan(NOISE_BYTES);
  }

  @Test
  void decodingAllocatesNothing() {
    CodeKernels kernels = CodeKernels.best();
    ByteBuffer in = ByteBuffer.allocateDirect(60).order(ByteOrder.LITTLE_ENDIAN);
    float[] row = new float[30];
    FloatRows rows = new FloatRows(4, 15);
    long[] two = {3, 1};
    Runnable decode =
        () -> {
          kernels.gather(rows, two, 2, row, 0);
          kernels.halves(in, 0, row, 0, 30);
          kernels.bytes(in, 0, 0.1f, 7, row, 0, 30);
          kernels.nibbles(in, 0, 0.1f, 7, row, 0, 30);
        };

    assertThat(bytes(decode, CALLS)).isLessThan(NOISE_BYTES);
  }

  @Test
  void headsAllocateNothing() {
    InputShape shape = new InputShape(List.of(32, 32, 32), 5);
    var deep = new HeadSpec.DeepCross(1, List.of(16), HeadSpec.Structure.STACKED);
    for (HeadSpec spec : List.of(new HeadSpec.Logistic(), new HeadSpec.Factorization(), deep)) {
      Head head = Heads.of(spec, shape);
      int n = 8;
      float[] weights = new float[head.parameters()];
      float[] weightGradient = new float[weights.length];
      float[] x = new float[n * head.inputs()];
      float[] inputGradient = new float[x.length];
      float[] logits = new float[n];
      Head.Scratch scratch = head.scratch(n);
      Runnable step =
          () -> {
            head.forward(weights, x, n, logits, scratch);
            head.backward(weights, x, n, logits, inputGradient, weightGradient, scratch);
          };

      assertThat(bytes(step, CALLS / 10)).as(spec.toString()).isLessThan(NOISE_BYTES);
    }
  }

  /** The least that a round of calls allocated, from the start to the first round that is clean. */
  private static long bytes(Runnable call, int calls) {
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least >= NOISE_BYTES && System.nanoTime() - start < TIME_TO_COMPILE.toNanos()) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
