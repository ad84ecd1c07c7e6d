/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.head;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.unifiedembedding.embedding.kernel.Gemm;

/**
 * How many examples a second the matrix products of a stacked DCN-V2 head allow: for each layer
 * that of the forward pass, of the derivative by the weights and of the derivative by the input, as
 * {@link DeepCrossPass} calls them, and nothing between them. {@code
 * benchmarks/speed/train_speed.py} runs it beside a training.
 */
public final class HeadProductsBenchmark {
  private static final PrintStream OUT = System.out;
  private static final Gemm GEMM = Gemm.best();
  private static final int WARM_UP_STEPS = 5;

  private HeadProductsBenchmark() {}

  /**
   * Prints a line of JSON for one thread and for two, each of which has matrices of its own.
   *
   * @param arguments seconds of a measurement, examples of a step, inputs, cross layers, widths of
   *     the dense layers
   */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    double seconds = Double.parseDouble(arguments[0]);
    int[] shape =
        Arrays.stream(arguments, 1, arguments.length).mapToInt(Integer::parseInt).toArray();
    for (int threads = 1; threads <= 2; threads++) {
      double rate = rate(threads, seconds, shape);
      OUT.printf(
          Locale.ROOT,
          "{\"threads\": %d, \"examples_per_s\": %.1f, \"gflops\": %.1f, \"gemm\": \"%s\"}%n",
          threads,
          rate,
          rate * flops(shape) / 1e9,
          GEMM.name());
    }
  }

  /** Sum of the rates of threads that run at once. */
  private static double rate(int threads, double seconds, int[] shape)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Double>> rates = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        List<Products> layers = layers(shape);
        rates.add(pool.submit(() -> shape[0] * stepsPerSecond(layers, seconds)));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } finally {
      pool.shutdown();
    }
  }

  private static double stepsPerSecond(List<Products> layers, double seconds) {
    for (int step = 0; step < WARM_UP_STEPS; step++) {
      layers.forEach(Products::multiply);
    }
    long start = System.nanoTime();
    double elapsed = 0;
    long steps = 0;
    for (; elapsed < seconds; steps++) {
      layers.forEach(Products::multiply);
      elapsed = (System.nanoTime() - start) / 1e9;
    }
    return steps / elapsed;
  }

  private static List<Products> layers(int[] shape) {
    List<Products> layers = new ArrayList<>();
    for (int layer = 0; layer < widths(shape).length - 1; layer++) {
      layers.add(Products.of(shape[0], widths(shape)[layer], widths(shape)[layer + 1]));
    }
    return layers;
  }

  /** Inputs of each layer, then the outputs of the last. */
  private static int[] widths(int[] shape) {
    int crosses = shape[2];
    int[] widths = new int[crosses + shape.length - 2];
    Arrays.fill(widths, 0, crosses + 1, shape[1]);
    System.arraycopy(shape, 3, widths, crosses + 1, shape.length - 3);
    return widths;
  }

  /** Multiplications and additions an example. */
  private static double flops(int[] shape) {
    int[] widths = widths(shape);
    double flops = 0;
    for (int layer = 0; layer < widths.length - 1; layer++) {
      flops += 6.0 * widths[layer] * widths[layer + 1];
    }
    return flops;
  }

  /** The products of a layer z = x W with x [n, in] and W [in, out]. */
  private record Products(
      int n, int in, int out, Gemm.Floats x, Gemm.Floats w, Gemm.Floats z, Gemm.Floats gradient) {

    static Products of(int n, int in, int out) {
      return new Products(
          n,
          in,
          out,
          random(n * in),
          random(in * out),
          GEMM.allocate(n * out),
          GEMM.allocate(Math.max(in * out, n * in)));
    }

    private static Gemm.Floats random(int size) {
      SplittableRandom random = new SplittableRandom(size);
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.nextDouble(-0.05, 0.05);
      }
      Gemm.Floats floats = GEMM.allocate(size);
      floats.load(0, values, 0, size);
      return floats;
    }

    void multiply() {
      GEMM.multiply(n, out, in, x, w, 0, z);
      GEMM.transposedMultiply(in, out, n, x, z, 0, gradient);
      GEMM.multiplyByTransposed(n, in, out, z, w, 0, gradient);
    }
  }
}
