/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VocabularyTest {

  @Test
  void keepsOrderTextsAndMissingValue() {
    Vocabulary vocabulary =
        Vocabulary.of(
            new long[] {Fingerprint.of("b"), Fingerprint.MISSING, Fingerprint.of("a")},
            Arrays.asList("b", null, "a"));
    assertThat(vocabulary.size()).isEqualTo(3);
    assertThat(vocabulary.index(Fingerprint.MISSING)).isEqualTo(1);
    assertThat(vocabulary.text(1)).isNull();
    assertThat(vocabulary.index(Fingerprint.of("a"))).isEqualTo(2);
    assertThat(vocabulary.fingerprint(0)).isEqualTo(Fingerprint.of("b"));
    assertThat(vocabulary.index(Fingerprint.of("c"))).isEqualTo(-1);
  }

  @Test
  void findsEveryOneOfManyAndOfCollidingFingerprints() {
    long[] random = LongStream.range(0, 100_000).map(Fingerprint::of).toArray();
    long[] colliding = LongStream.range(0, 1_000).map(i -> i + 7).toArray();
    for (long[] fingerprints : List.of(random, colliding)) {
      Vocabulary vocabulary =
          Vocabulary.of(fingerprints, Collections.nCopies(fingerprints.length, null));
      for (int i = 0; i < fingerprints.length; i++) {
        assertThat(vocabulary.index(fingerprints[i])).isEqualTo(i);
        assertThat(vocabulary.index(~fingerprints[i])).isEqualTo(-1);
      }
    }
  }

  @Test
  void holdsNothing() {
    Vocabulary vocabulary = Vocabulary.of(List.of());
    assertThat(vocabulary.size()).isZero();
    assertThat(vocabulary.index(0)).isEqualTo(-1);
  }

  @Test
  void equalsOneOfTheSameValuesInTheSameOrder() {
    assertThat(Vocabulary.of(List.of("a", "b")))
        .isEqualTo(Vocabulary.of(List.of("a", "b")))
        .hasSameHashCodeAs(Vocabulary.of(List.of("a", "b")))
        .isNotEqualTo(Vocabulary.of(List.of("b", "a")))
        .hasToString("Vocabulary[size=2]");
  }

  @Test
  void refusesAValueTwice() {
    assertThatThrownBy(() -> Vocabulary.of(new long[] {5, 6, 5}, Arrays.asList("a", "b", "c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid vocabulary: fingerprint 5 (occurs twice)");
  }

  @Test
  void refusesAnotherNumberOfTexts() {
    assertThatThrownBy(() -> Vocabulary.of(new long[] {5}, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid texts: 0 (must be 1)");
  }
}
