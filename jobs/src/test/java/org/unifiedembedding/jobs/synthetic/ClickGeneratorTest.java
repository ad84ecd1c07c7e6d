/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClickGeneratorTest {
  private static final ClickLogSpec SPEC = new ClickLogSpec(40_000, 10, 42);
  private static final List<Click> CLICKS = clicks(SPEC);

  @Test
  void sameSeedAndIndexGiveTheSameRow() {
    Click again = new ClickGenerator(SPEC).click(12_345);
    Click click = CLICKS.get(12_345);
    assertThat(again.values()).isEqualTo(click.values());
    assertThat(again.list()).isEqualTo(click.list());
    assertThat(again.numbers()).isEqualTo(click.numbers());
    assertThat(again.probability()).isEqualTo(click.probability());
    assertThat(again.label()).isEqualTo(click.label());
  }

  @Test
  void anotherSeedIsAnotherWorld() {
    ClickGenerator other = new ClickGenerator(new ClickLogSpec(40_000, 10, 43));
    long same =
        IntStream.range(0, 1000)
            .filter(i -> Arrays.equals(other.click(i).values(), CLICKS.get(i).values()))
            .count();
    assertThat(same).isZero();
  }

  @Test
  void rowsAreInTheOrderOfEquallyLongDays() {
    int[] perDay = new int[11];
    int last = 1;
    for (Click click : CLICKS) {
      assertThat(click.day()).isGreaterThanOrEqualTo(last);
      last = click.day();
      perDay[last]++;
    }
    assertThat(Arrays.copyOfRange(perDay, 1, 11)).containsOnly(4000);
  }

  @Test
  void truthIsCalibratedAndItsAucIsBetween78And85Hundredths() {
    double predicted = CLICKS.stream().mapToDouble(Click::probability).average().orElseThrow();
    double actual = CLICKS.stream().mapToInt(Click::label).average().orElseThrow();
    assertThat(actual).isCloseTo(predicted, within(0.01)).isBetween(0.15, 0.25);
    assertThat(auc()).isBetween(0.78, 0.85);
  }

  @Test
  void valuesFollowTheirLaw() {
    int user = column("user");
    Map<Integer, Integer> counts = new HashMap<>();
    CLICKS.forEach(click -> counts.merge(click.values()[user], 1, Integer::sum));
    double[] probabilities = PlantedModel.FEATURES.get(user).probabilities();
    for (int r : new int[] {0, 1, 10, 100}) {
      double expected = probabilities[r] * CLICKS.size();
      assertThat((double) counts.getOrDefault(r, 0))
          .isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
    assertThat(counts.size()).isGreaterThan(2000);
  }

  @Test
  void shareOfMissingValuesIsAsPlanted() {
    long missing = CLICKS.stream().filter(click -> click.values()[column("search")] < 0).count();
    assertThat(missing / (double) CLICKS.size()).isCloseTo(0.2, within(0.01));
    long nan = CLICKS.stream().filter(click -> Double.isNaN(click.numbers()[1])).count();
    assertThat(nan / (double) CLICKS.size()).isCloseTo(0.12, within(0.01));
    long empty = CLICKS.stream().filter(click -> click.list().length == 0).count();
    assertThat(empty / (double) CLICKS.size()).isCloseTo(0.08, within(0.01));
  }

  @Test
  void listsHaveNoValueTwice() {
    for (Click click : CLICKS.subList(0, 2000)) {
      assertThat(Arrays.stream(click.list()).distinct().count()).isEqualTo(click.list().length);
      assertThat(click.list().length).isLessThanOrEqualTo(PlantedModel.MAX_LIST);
    }
  }

  @Test
  void driftTurnsOnlyTheEffectsThatAreSaidToDrift() {
    PlantedEffects drifting = effects("item");
    assertThat(drifting.main(0, 10)).isNotEqualTo(drifting.main(0, 1));
    PlantedEffects constant = effects("hour");
    assertThat(constant.main(0, 10)).isEqualTo(constant.main(0, 1));
  }

  @Test
  void mainEffectsHaveThePlantedDeviation() {
    for (PlantedFeature feature : PlantedModel.FEATURES) {
      PlantedEffects effects = new PlantedEffects(feature, SPEC);
      double[] probabilities = feature.probabilities();
      double square = 0;
      for (int r = 0; r < probabilities.length; r++) {
        square += probabilities[r] * effects.main(r, 1) * effects.main(r, 1);
      }
      assertThat(Math.sqrt(square)).isCloseTo(feature.effect(), within(1e-9));
    }
  }

  @Test
  void textsNameTheGroupAndAreDifferent() {
    PlantedFeature item = PlantedModel.FEATURES.get(column("item"));
    Set<String> texts = new HashSet<>();
    for (int r = 0; r < item.values(); r++) {
      texts.add(String.valueOf(item.text(r)));
    }
    assertThat(texts).hasSize(item.values()).contains("shoes-0", "books-9");
    assertThat(item.text(-1)).isNull();
  }

  @Test
  void rejectsFewerExamplesThanDays() {
    assertThatThrownBy(() -> new ClickLogSpec(5, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid examples: 5 (must be in [10, 2^40])");
    assertThatThrownBy(() -> new ClickLogSpec(5, 0, 1)).hasMessageContaining("Invalid days: 0");
  }

  private static double auc() {
    List<Click> sorted =
        CLICKS.stream().sorted((a, b) -> Double.compare(a.probability(), b.probability())).toList();
    double ranks = 0;
    long positives = 0;
    for (int i = 0; i < sorted.size(); i++) {
      ranks += sorted.get(i).label() * (i + 1.0);
      positives += sorted.get(i).label();
    }
    double above = ranks - positives * (positives + 1) / 2.0;
    return above / (positives * (double) (sorted.size() - positives));
  }

  private static int column(String name) {
    return IntStream.range(0, PlantedModel.FEATURES.size())
        .filter(f -> PlantedModel.FEATURES.get(f).name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static PlantedEffects effects(String name) {
    return new PlantedEffects(PlantedModel.FEATURES.get(column(name)), SPEC);
  }

  private static List<Click> clicks(ClickLogSpec spec) {
    ClickGenerator generator = new ClickGenerator(spec);
    return IntStream.range(0, (int) spec.examples()).mapToObj(generator::click).toList();
  }
}
