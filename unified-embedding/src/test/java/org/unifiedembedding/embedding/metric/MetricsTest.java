/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The accumulators against slow, obvious versions. */
class MetricsTest {

  private static final int N = 400;

  /** Scores with ties, labels partly between 0 and 1, weights partly 0. */
  private record Sample(float[] logits, float[] labels, float[] weights) {

    static Sample of(long seed) {
      Random random = new Random(seed);
      Sample sample = new Sample(new float[N], new float[N], new float[N]);
      for (int i = 0; i < N; i++) {
        sample.logits[i] =
            random.nextInt(3) == 0 ? random.nextInt(5) - 2 : (float) random.nextGaussian();
        float noisy = sample.logits[i] + (float) random.nextGaussian();
        sample.labels[i] = random.nextInt(10) == 0 ? random.nextFloat() : noisy > 0 ? 1 : 0;
        sample.weights[i] = random.nextInt(4);
      }
      return sample;
    }

    double auc() {
      double won = 0;
      double pairs = 0;
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          double pair = (double) weights[i] * labels[i] * weights[j] * (1 - labels[j]);
          won += pair * (1 + Math.signum(logits[i] - logits[j])) / 2;
          pairs += pair;
        }
      }
      return won / pairs;
    }

    double logLoss() {
      double sum = 0;
      double weight = 0;
      for (int i = 0; i < N; i++) {
        double p = 1 / (1 + Math.exp(-logits[i]));
        sum -= weights[i] * (labels[i] * Math.log(p) + (1 - labels[i]) * Math.log(1 - p));
        weight += weights[i];
      }
      return sum / weight;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithTheDefinitions(long seed) {
    Sample sample = Sample.of(seed);
    MetricsAccumulator all = accumulate(sample, 0, N);
    BinnedAuc binned = new BinnedAuc();
    double predicted = 0;
    double actual = 0;
    double weight = 0;
    for (int i = 0; i < N; i++) {
      binned.add(sample.logits[i], sample.labels[i], sample.weights[i]);
      predicted += sample.weights[i] / (1 + Math.exp(-sample.logits[i]));
      actual += (double) sample.weights[i] * sample.labels[i];
      weight += sample.weights[i];
    }
    double base = actual / weight;

    Metrics metrics = all.metrics();

    assertThat(metrics.auc()).isCloseTo(sample.auc(), within(1e-7));
    assertThat(metrics.logLoss()).isCloseTo(sample.logLoss(), within(1e-12));
    assertThat(metrics.calibration()).isCloseTo(predicted / actual, within(1e-12));
    assertThat(metrics.normalizedEntropy())
        .isCloseTo(
            sample.logLoss() / -(base * Math.log(base) + (1 - base) * Math.log(1 - base)),
            within(1e-12));
    assertThat(metrics.positives()).isCloseTo(actual, within(1e-9));
    assertThat(metrics.weight()).isEqualTo(weight);
    assertThat(metrics.count()).isEqualTo(N);
    assertThat(binned.value()).isCloseTo(sample.auc(), within(binned.errorBound() + 1e-9));
    // A tenth of the pairs are true ties, so the bound is not small here; the value is closer.
    assertThat(binned.value()).isCloseTo(sample.auc(), within(1e-3));
  }

  private static MetricsAccumulator accumulate(Sample sample, int from, int to) {
    MetricsAccumulator accumulator = new MetricsAccumulator();
    for (int i = from; i < to; i++) {
      accumulator.add(sample.logits[i], sample.labels[i], sample.weights[i]);
    }
    return accumulator;
  }

  @Test
  void mergesToTheMetricsOfAllExamples() throws Exception {
    Sample sample = Sample.of(7);
    MetricsAccumulator merged = accumulate(sample, 0, 150);
    merged.merge(copy(accumulate(sample, 150, 151)));
    merged.merge(new MetricsAccumulator());
    merged.merge(copy(accumulate(sample, 151, N)));
    Metrics expected = accumulate(sample, 0, N).metrics();

    assertThat(merged.metrics().auc()).isEqualTo(expected.auc());
    assertThat(merged.metrics().logLoss()).isCloseTo(expected.logLoss(), within(1e-12));
    assertThat(merged.metrics().count()).isEqualTo(N);
    assertThat(merged.calibration().ratio()).isCloseTo(expected.calibration(), within(1e-12));
  }

  private static MetricsAccumulator copy(MetricsAccumulator accumulator) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(accumulator);
    return (MetricsAccumulator)
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }

  @Test
  void mergesBinnedAucs() {
    Sample sample = Sample.of(9);
    BinnedAuc first = new BinnedAuc();
    BinnedAuc second = new BinnedAuc();
    BinnedAuc all = new BinnedAuc();
    for (int i = 0; i < N; i++) {
      (i < 100 ? first : second).add(sample.logits[i] * 20, sample.labels[i], 1);
      all.add(sample.logits[i] * 20, sample.labels[i], 1);
    }
    first.merge(second);

    assertThat(first.value()).isCloseTo(all.value(), within(1e-12));
  }

  @Test
  void drawsTheRocCurveOfAnExample() {
    Auc auc = new Auc();
    auc.add(4, 1, 1);
    auc.add(3, 0, 1);
    auc.add(2, 1, 1);
    auc.add(2, 0, 1);
    auc.add(-0f, 0, 1);
    auc.add(0f, 1, 1);

    assertThat(auc.curve(100))
        .containsExactly(
            new RocPoint(0, 0),
            new RocPoint(0, 1 / 3.0),
            new RocPoint(1 / 3.0, 1 / 3.0),
            new RocPoint(2 / 3.0, 2 / 3.0),
            new RocPoint(1, 1));
    assertThat(auc.curve(2)).startsWith(new RocPoint(0, 0)).endsWith(new RocPoint(1, 1)).hasSize(3);
    assertThat(auc.value()).isCloseTo((3 + 1.5 + 0.5) / 9, within(1e-15));
  }

  @Test
  void hasNoAucOfOneClass() {
    Auc auc = new Auc();
    auc.add(1, 1, 1);

    assertThat(auc.value()).isNaN();
    assertThat(new Auc().value()).isNaN();
  }

  @Test
  void rejectsNaN() {
    assertThatThrownBy(() -> new Auc().add(Float.NaN, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid score: NaN (the model has diverged)");
    assertThatThrownBy(() -> new BinnedAuc().add(Double.NaN, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid logit: NaN (the model has diverged)");
  }

  @Test
  void binsProbabilities() {
    Calibration calibration = new Calibration(10);
    calibration.add(0.01, 0, 1);
    calibration.add(0.03, 1, 3);
    calibration.add(1, 1, 1);

    assertThat(calibration.bins())
        .containsExactly(
            new Calibration.Bin((0.01 + 3 * 0.03) / 4, 0.75, 4), new Calibration.Bin(1, 1, 1));
    assertThatThrownBy(() -> calibration.merge(new Calibration(5)))
        .hasMessage("Invalid bins to merge: 5 (must be 10)");
    assertThatThrownBy(() -> new Calibration(0)).hasMessage("Invalid bins: 0 (must be >= 1)");
  }

  @Test
  void keepsSlicesApart() {
    SlicedMetrics slices = new SlicedMetrics(Set.of(5L, -7L));
    SlicedMetrics more = new SlicedMetrics(Set.of(5L, -7L));
    slices.add(5, 1, 1, 1);
    slices.add(6, -9, 1, 1);
    more.add(5, 0, 0, 1);
    more.add(-7, 2, 1, 2);
    slices.merge(more);

    assertThat(slices.metrics().keySet()).isEqualTo(Set.of(-7L, 5L));
    assertThat(slices.metrics().values()).extracting(Metrics::auc).containsExactly(Double.NaN, 1.0);
    assertThat(slices.metrics().values()).extracting(Metrics::count).containsExactly(1L, 2L);
    assertThatThrownBy(() -> slices.merge(new SlicedMetrics(Set.of(5L))))
        .hasMessage("Invalid slices to merge: [5] (must be [-7, 5])");
  }
}
