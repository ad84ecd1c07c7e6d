/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.head.Heads;

class EmbeddingBatchTest {
  private static final Exactness HASHED = new Exactness.Hashed();
  private static final int WIDTH = 11; // not a multiple of the SIMD width
  private static final int STRIDE = 16;
  private static final FeatureSet FEATURES =
      new FeatureSet(
          List.of(
              new CategoricalFeature("user", 2, "user", HASHED),
              new MultiValuedFeature("tags", 2, "tags", HASHED, Combiner.SQRT_N),
              new NumericFeature("age", new NumericTransform(null, null, null, false, 0, 1, 0)),
              new CategoricalFeature("item", 1, "item", HASHED),
              new CrossFeature("user x item", 3, "user x item", HASHED, List.of("user", "item"))));
  private static final TableLayout LAYOUT =
      TableLayout.plan(
          FEATURES, LayoutKind.MULTIPLEXED, new TableSize.Rows(64), WIDTH, 4, Map.of());

  private static final RowPartition PARTITION = new RowPartition(LAYOUT.geometry(), 2);

  private static final ExampleSchema SCHEMA =
      new ExampleSchema(
          List.of("user", "unused", "item"), List.of("tags"), List.of("unused", "age"));

  /** Four examples with lists of 2, 0, 1 and 3 values. */
  private static ExampleBlock block() {
    SplittableRandom random = new SplittableRandom(3);
    long[] single = random.longs(12).toArray();
    long[] multi = random.longs(6).toArray();
    return new ExampleBlock(
        4,
        new float[] {1, 0, 1, 0},
        new float[] {1, 2, 0.5f, 1},
        single,
        new int[] {0, 2, 2, 3, 6},
        multi,
        new float[] {9, 0.1f, 9, -0.2f, 9, 0.3f, 9, 0.4f});
  }

  private static EmbeddingBatch filled(float[] table, int... order) {
    return filled(new LinearHead(FEATURES.inputs(WIDTH)), table, order);
  }

  private static EmbeddingBatch filled(Head head, float[] table, int... order) {
    EmbeddingBatch batch = new EmbeddingBatch(LAYOUT, PARTITION, SCHEMA, head, STRIDE);
    batch.clear();
    for (int example : order) {
      batch.append(block(), example, example + 1);
    }
    read(table, batch);
    return batch;
  }

  private static void read(float[] table, EmbeddingBatch batch) {
    RowGroups rows = batch.rows();
    for (int i = 0; i < rows.count(); i++) {
      System.arraycopy(table, row(rows, i) * STRIDE, batch.vectors(), i * STRIDE, STRIDE);
    }
  }

  private static int row(RowGroups rows, int number) {
    int part = 0;
    while (rows.start(part + 1) <= number) {
      part++;
    }
    return (int) rows.row(part, number);
  }

  private static float[] table() {
    SplittableRandom random = new SplittableRandom(5);
    float[] table = new float[(int) LAYOUT.geometry().rows() * STRIDE];
    for (int i = 0; i < table.length; i++) {
      table[i] = i % STRIDE < WIDTH ? (float) random.nextDouble(-1, 1) : 0;
    }
    return table;
  }

  private static float[] headWeights() {
    SplittableRandom random = new SplittableRandom(6);
    float[] weights = new float[FEATURES.inputs(WIDTH)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-0.3, 0.3);
    }
    return weights;
  }

  /** The inputs of an example, written down from the definition. */
  private static double[] inputs(float[] table, int example) {
    ExampleBlock block = block();
    long user = block.single()[3 * example];
    long item = block.single()[3 * example + 2];
    double[] x = new double[FEATURES.inputs(WIDTH)];
    add(x, 0, table, 0, user, 2, 1);
    int values = block.multiStart()[example + 1] - block.multiStart()[example];
    for (int v = 0; v < values; v++) {
      add(x, 2, table, 1, block.multi()[block.multiStart()[example] + v], 2, 1 / Math.sqrt(values));
    }
    add(x, 4, table, 2, item, 1, 1);
    add(x, 5, table, 3, Fingerprint.cross(user, item), 3, 1);
    x[8 * WIDTH] = block.numeric()[2 * example + 1];
    return x;
  }

  private static void add(
      double[] x,
      int slot,
      float[] table,
      int feature,
      long fingerprint,
      int chunks,
      double scale) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      int row = (int) LAYOUT.row(feature, chunk, fingerprint);
      for (int d = 0; d < WIDTH; d++) {
        x[(slot + chunk) * WIDTH + d] += scale * table[row * STRIDE + d];
      }
    }
  }

  @Test
  void concatenatesLookupsPooledListsCrossesAndNumbers() {
    float[] table = table();
    float[] logits = new float[3];
    filled(table, 3, 1, 0).forward(headWeights(), logits);
    int[] order = {3, 1, 0};
    for (int i = 0; i < 3; i++) {
      double[] x = inputs(table, order[i]);
      double z = 0;
      for (int d = 0; d < x.length; d++) {
        z += x[d] * headWeights()[d];
      }
      assertThat(logits[i]).isCloseTo((float) z, within(1e-5f));
    }
  }

  @Test
  void givesTheInputsOfAllBlocks() {
    float[] table = table();
    int width = FEATURES.inputs(WIDTH);
    float[] found = new float[4 * width];
    filled(table, 3, 1, 0, 2).inputs(found);
    int[] order = {3, 1, 0, 2};
    for (int i = 0; i < 4; i++) {
      double[] x = inputs(table, order[i]);
      for (int d = 0; d < width; d++) {
        assertThat(found[i * width + d]).isCloseTo((float) x[d], within(1e-6f));
      }
    }
  }

  @Test
  void gradientsOfRowsEqualFiniteDifferences() {
    float[] table = table();
    float[] weights = headWeights();
    float[] headGradient = new float[weights.length];
    EmbeddingBatch batch = filled(table, 0, 1, 2, 3);
    double loss = batch.forwardBackward(weights, headGradient);
    RowGroups rows = batch.rows();
    float[] gradients = Arrays.copyOf(batch.gradients(), rows.count() * STRIDE);
    for (int i = 0; i < rows.count(); i++) {
      for (int d = 0; d < STRIDE; d++) {
        assertGradient(
            table, weights, row(rows, i) * STRIDE + d, d < WIDTH ? gradients[i * STRIDE + d] : 0);
      }
    }
    assertThat(batch.weight()).isEqualTo(4.5);
    assertThat(loss).isPositive();
  }

  private static void assertGradient(float[] table, float[] weights, int at, float gradient) {
    float step = 1e-2f;
    float[] scratch = new float[weights.length];
    float[] up = table.clone();
    up[at] += step;
    float[] down = table.clone();
    down[at] -= step;
    double difference =
        at % STRIDE >= WIDTH
            ? 0
            : (filled(up, 0, 1, 2, 3).forwardBackward(weights, scratch)
                    - filled(down, 0, 1, 2, 3).forwardBackward(weights, scratch))
                / (2 * step);
    assertThat(gradient).isCloseTo((float) difference, within(2e-3f));
  }

  @Test
  void aBatchOverTwoBlocksEqualsOneAndIsReusable() {
    float[] table = table();
    float[] weights = headWeights();
    float[] gradient = new float[weights.length];
    EmbeddingBatch once = filled(table, 0, 1, 2, 3);
    double loss = once.forwardBackward(weights, gradient);
    EmbeddingBatch twice = filled(table, 2, 2, 2, 2, 2);
    twice.forwardBackward(weights, new float[weights.length]);
    twice.clear();
    twice.append(block(), 0, 2);
    twice.append(block(), 2, 4);
    read(table, twice);
    assertThat(twice.forwardBackward(weights, new float[weights.length])).isEqualTo(loss);
    assertThat(Arrays.copyOf(twice.gradients(), twice.rows().count() * STRIDE))
        .containsExactly(Arrays.copyOf(once.gradients(), once.rows().count() * STRIDE));
  }

  @Test
  void aLogisticHeadGivesTheSameWithoutInputs() {
    Head logistic = Heads.of(new HeadSpec.Logistic(), FEATURES, WIDTH);
    float[] table = table();
    float[] weights = new float[logistic.parameters()];
    logistic.initialise(weights, 9);
    weights[weights.length - 1] = 0.3f;
    int[] order = IntStream.range(0, 30).map(i -> i % 4).toArray();
    EmbeddingBatch direct = filled(logistic, table, order);
    EmbeddingBatch byInputs = filled(new ByInputs(logistic), table, order);
    float[] directHead = new float[weights.length];
    float[] head = new float[weights.length];
    double loss = byInputs.forwardBackward(weights, head);
    assertThat(direct.forwardBackward(weights, directHead)).isCloseTo(loss, within(1e-5));
    assertThat(directHead).containsExactly(head, within(1e-4f));
    int floats = direct.rows().count() * STRIDE;
    assertThat(Arrays.copyOf(direct.gradients(), floats))
        .containsExactly(Arrays.copyOf(byInputs.gradients(), floats), within(1e-5f));
    float[] logits = new float[order.length];
    float[] expected = new float[order.length];
    direct.forward(weights, logits);
    byInputs.forward(weights, expected);
    assertThat(logits).containsExactly(expected, within(1e-6f));
  }

  @Test
  void rejectsAFeatureThatWasNotPrepared() {
    ExampleSchema other = new ExampleSchema(List.of("user"), List.of("tags"), List.of("age"));
    assertThatThrownBy(
            () -> new EmbeddingBatch(LAYOUT, PARTITION, other, new LinearHead(1), STRIDE))
        .hasMessageContaining("Feature 'item' is not in the prepared examples");
  }

  /** A dot product; blocks of three, so that batches take several. */
  private record LinearHead(int inputs) implements Head {
    private record None() implements Scratch {}

    @Override
    public int parameters() {
      return inputs;
    }

    @Override
    public int preferredBlock() {
      return 3;
    }

    @Override
    public void initialise(float[] weights, long seed) {
      Arrays.fill(weights, 0);
    }

    @Override
    public Scratch scratch(int maxExamples) {
      return new None();
    }

    @Override
    public void forward(float[] weights, float[] x, int examples, float[] logits, Scratch scratch) {
      for (int i = 0; i < examples; i++) {
        logits[i] = 0;
        for (int d = 0; d < inputs; d++) {
          logits[i] += weights[d] * x[i * inputs + d];
        }
      }
    }

    @Override
    public void backward(
        float[] weights,
        float[] x,
        int examples,
        float[] logitGradient,
        float[] inputGradient,
        float[] weightGradient,
        Scratch scratch) {
      for (int i = 0; i < examples; i++) {
        for (int d = 0; d < inputs; d++) {
          inputGradient[i * inputs + d] = logitGradient[i] * weights[d];
          weightGradient[d] += logitGradient[i] * x[i * inputs + d];
        }
      }
    }
  }

  /** A head that is not known to be logistic. */
  private record ByInputs(Head head) implements Head {
    @Override
    public int inputs() {
      return head.inputs();
    }

    @Override
    public int parameters() {
      return head.parameters();
    }

    @Override
    public int preferredBlock() {
      return head.preferredBlock();
    }

    @Override
    public void initialise(float[] weights, long seed) {
      head.initialise(weights, seed);
    }

    @Override
    public Scratch scratch(int maxExamples) {
      return head.scratch(maxExamples);
    }

    @Override
    public void forward(float[] weights, float[] inputs, int examples, float[] logits, Scratch s) {
      head.forward(weights, inputs, examples, logits, s);
    }

    @Override
    public void backward(
        float[] weights,
        float[] inputs,
        int examples,
        float[] logitGradient,
        float[] inputGradient,
        float[] weightGradient,
        Scratch scratch) {
      head.backward(
          weights, inputs, examples, logitGradient, inputGradient, weightGradient, scratch);
    }
  }
}
