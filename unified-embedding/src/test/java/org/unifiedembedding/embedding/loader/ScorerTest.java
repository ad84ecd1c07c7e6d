/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an example may hold; {@link ScoredVersionsTest} compares scores. */
class ScorerTest {
  @TempDir private static Path folder;
  private static @Nullable Scorer opened;
  private final Map<String, @Nullable Object> example = new HashMap<>();

  ScorerTest() {
    for (String name :
        List.of("user", "price", "genres", "sex", "seen", "age", "item", "words", "days")) {
      example.put(name, null);
    }
  }

  @BeforeAll
  static void writesVersion() throws Exception {
    ScoredVersion version = ScoredVersion.all().get(0);
    version.write(folder, ScoredExamples.random(version.features(), 100, 1));
    opened = new Scorer(EmbeddingTable.open(folder));
  }

  private static Scorer scorer() {
    return Objects.requireNonNull(opened);
  }

  private float logit(String feature, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new HashMap<>(example);
    changed.put(feature, value);
    return scorer().logits(List.of(changed))[0];
  }

  @Test
  void valueIsItsCanonicalTextWhateverItsType() {
    float one = logit("user", "1");
    assertThat(one).isNotEqualTo(logit("user", null)).isNotEqualTo(logit("user", "2"));
    for (Object value :
        List.of((byte) 1, (short) 1, 1, 1L, CharBuffer.wrap("1"), new byte[] {'1'})) {
      assertThat(logit("user", value)).as(value.getClass().getName()).isEqualTo(one);
    }
    assertThat(logit("user", true)).isEqualTo(logit("user", "true"));
    assertThat(logit("user", LocalDate.of(2024, 2, 29))).isEqualTo(logit("user", "2024-02-29"));
    assertThat(logit("user", "é".getBytes(StandardCharsets.UTF_8))).isEqualTo(logit("user", "é"));
  }

  @Test
  void missingElementsOfAListAreLeftOut() {
    List<@Nullable Object> genres = new ArrayList<>(Arrays.asList(null, "war", null));
    assertThat(logit("genres", genres)).isEqualTo(logit("genres", List.of("war")));
    assertThat(logit("genres", List.of())).isEqualTo(logit("genres", null));
  }

  @Test
  void numbersAreThoseOfTheData() {
    assertThat(logit("price", 30)).isEqualTo(logit("price", 30.0));
    assertThat(logit("price", Double.NaN)).isEqualTo(logit("price", null));
    assertThat(logit("price", new BigDecimal("30"))).isEqualTo(logit("price", 30.0));
    assertThat(logit("age", 17)).isEqualTo(logit("age", 17.9f)).isNotEqualTo(logit("age", 18));
    assertThat(logit("age", Double.NaN)).isEqualTo(logit("age", null));
  }

  @Test
  void namesThatAreNoFeaturesAreIgnored() {
    assertThat(logit("label", 1)).isEqualTo(logit("user", null));
  }

  @Test
  void rejectsExampleWithoutAFeature() {
    example.remove("age");

    assertThatThrownBy(() -> scorer().probability(example))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid example: no value of feature 'age' (give null where it is missing)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user | must be text, an integer, a boolean, bytes or a date of years 1 to 9999",
        "genres | must be a collection of values",
        "age | must be a finite number, or null where it is missing",
        "price | must be a finite number, or null where it is missing",
      })
  void rejectsValueOfTheWrongKind(String feature, String bound) {
    Object value = feature.equals("user") ? (Object) 1.5 : "many";

    assertThatThrownBy(() -> logit(feature, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value of feature '%s': %s (%s)", feature, value, bound);
  }

  @Test
  void rejectsNumberThatIsNoFloat() {
    assertThatThrownBy(() -> logit("days", 1e39))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value of feature 'days': 1.0E39 (must be in the range of float)");
    assertThatThrownBy(() -> logit("days", Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a finite number");
  }
}
