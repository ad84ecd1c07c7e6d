/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.embedding.kernel.FtrlStep;

/** Holds every optimizer against the output of dev/reference/optimizers.py. */
class ReferenceTest {

  private static final float[] START = {0.05f, -0.04f, 0.03f, 0.0f, -0.01f};
  private static final int WIDTH = START.length;
  private static final float SCALE = 0.25f;
  private static final float TOLERANCE = 2e-6f;

  /** Gradients and the weights after each of them. */
  private record Trace(List<float[]> gradients, List<float[]> weights) {}

  @TempDir Path folder;

  private static final Map<String, Trace> TRACES = traces();

  private static final Map<String, RowOptimizer> ROW_OPTIMIZERS =
      Map.of(
          "sgd", new Sgd(0.1),
          "row-wise-adagrad", new RowWiseAdagrad(0.02, 0, 1e-8),
          "row-wise-adagrad-started", new RowWiseAdagrad(0.05, 0.1, 1e-5),
          "adagrad", new Adagrad(0.02, 0, 1e-8),
          "adagrad-started", new Adagrad(0.05, 0.1, 1e-5),
          "adam", new LazyAdam(0.001, 0.9, 0.999, 1e-8),
          "adam-wide", new LazyAdam(0.01, 0.8, 0.95, 1e-3),
          "ftrl", new Ftrl(new FtrlStep(0.1f, 1, 0, 0, 0)),
          "ftrl-sparse", new Ftrl(new FtrlStep(0.05f, 1, 0.15f, 0.5f, 0.1f)));

  private static final Map<String, HeadOptimizer> HEAD_OPTIMIZERS =
      Map.of(
          "sgd", new Sgd(0.1),
          "adagrad", new Adagrad(0.02, 0, 1e-8),
          "adagrad-started", new Adagrad(0.05, 0.1, 1e-5),
          "adam", new Adam(0.001, 0.9, 0.999, 1e-8),
          "adam-wide", new Adam(0.01, 0.8, 0.95, 1e-3));

  /** The row under test is the middle one of three: its neighbours must not move. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "row-wise-adagrad",
        "row-wise-adagrad-started",
        "adagrad",
        "adagrad-started",
        "adam",
        "adam-wide",
        "ftrl",
        "ftrl-sparse"
      })
  void movesARowAsTheReferenceDoes(String name) {
    RowOptimizer optimizer = requireNonNull(ROW_OPTIMIZERS.get(name));
    Trace trace = requireNonNull(TRACES.get(name));
    int stateSize = optimizer.stateSize(WIDTH);
    float[] weights = new float[24];
    Arrays.fill(weights, 7);
    System.arraycopy(Arrays.copyOf(START, 8), 0, weights, 8, 8);
    float[] state = new float[3 * stateSize];
    optimizer.initialiseState(state, WIDTH, 3);
    float[] fresh = state.clone();

    for (int step = 0; step < trace.gradients.size(); step++) {
      float[] gradient = new float[16];
      System.arraycopy(trace.gradients.get(step), 0, gradient, 8, WIDTH);
      optimizer.update(weights, 8, state, stateSize, gradient, 8, WIDTH, SCALE);
      assertThat(Arrays.copyOfRange(weights, 8, 8 + WIDTH))
          .as(name + " after step " + (step + 1))
          .containsExactly(trace.weights.get(step), within(TOLERANCE));
    }
    assertThat(Arrays.copyOfRange(weights, 8 + WIDTH, 16)).containsOnly(0f);
    assertThat(Arrays.copyOfRange(weights, 0, 8)).containsOnly(7f);
    assertThat(Arrays.copyOfRange(weights, 16, 24)).containsOnly(7f);
    assertThat(Arrays.copyOf(state, stateSize)).isEqualTo(Arrays.copyOf(fresh, stateSize));
    assertThat(Arrays.copyOfRange(state, 2 * stateSize, 3 * stateSize))
        .isEqualTo(Arrays.copyOfRange(fresh, 2 * stateSize, 3 * stateSize));
  }

  /** Only where there is a Python; the golden file itself needs none. */
  @Test
  void isHeldAgainstWhatTheScriptPrints() throws Exception {
    assumeThat(exitCode("--version")).isZero();
    Path printed = folder.resolve("printed");

    assertThat(exitCode("../dev/reference/optimizers.py")).isZero();

    assertThat(Files.readString(printed)).isEqualTo(golden());
  }

  private int exitCode(String argument) throws InterruptedException {
    try {
      return new ProcessBuilder("python3", argument)
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("printed").toFile())
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // no such program
    }
  }

  /** Repeats the five weights, so that more than one cached piece and a tail are covered. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adagrad", "adagrad-started", "adam", "adam-wide"})
  void movesAHeadAsTheReferenceDoes(String name) {
    HeadOptimizer optimizer = requireNonNull(HEAD_OPTIMIZERS.get(name));
    Trace trace = requireNonNull(TRACES.get(name));
    int copies = 2 * Bounds.CACHED_FLOATS / WIDTH + 3;
    float[] weights = repeat(START, copies);
    float[] state = new float[optimizer.stateSize(weights.length)];
    optimizer.initialiseState(state, weights.length);

    for (int step = 0; step < trace.gradients.size(); step++) {
      float[] gradient = repeat(trace.gradients.get(step), copies);
      optimizer.update(weights, state, gradient, SCALE, step + 1);
      float[] expected = trace.weights.get(step);
      for (int i = 0; i < weights.length; i++) {
        if (Math.abs(weights[i] - expected[i % WIDTH]) > TOLERANCE) {
          assertThat(weights[i])
              .as(name + " after step " + (step + 1))
              .isEqualTo(expected[i % WIDTH]);
        }
      }
    }
  }

  private static float[] repeat(float[] values, int copies) {
    float[] repeated = new float[values.length * copies];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = values[i % values.length];
    }
    return repeated;
  }

  private static Map<String, Trace> traces() {
    Map<String, Trace> traces = new LinkedHashMap<>();
    Trace trace = new Trace(new ArrayList<>(), new ArrayList<>());
    for (String line : golden().lines().toList()) {
      int space = line.indexOf(' ');
      String rest = line.substring(space + 1);
      switch (line.substring(0, space)) {
        case "case" -> {
          trace = new Trace(new ArrayList<>(), new ArrayList<>());
          traces.put(rest, trace);
        }
        case "g" -> trace.gradients.add(floats(rest));
        case "w" -> trace.weights.add(floats(rest));
        default -> throw new IllegalStateException("Unknown line in the golden file: " + line);
      }
    }
    return traces;
  }

  private static float[] floats(String text) {
    String[] words = text.split(" ", -1);
    float[] values = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      values[i] = Float.parseFloat(words[i]);
    }
    return values;
  }

  private static String golden() {
    try (InputStream in = ReferenceTest.class.getResourceAsStream("/reference/optimizers.txt")) {
      return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
