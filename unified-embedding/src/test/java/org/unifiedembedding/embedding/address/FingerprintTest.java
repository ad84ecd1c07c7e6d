/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, 9, 10, -10, 1234567890123456789L, Long.MAX_VALUE, Long.MIN_VALUE, 42})
  void integerIsItsDecimalText(long integer) {
    assertThat(Fingerprint.of(integer)).isEqualTo(Fingerprint.of(Long.toString(integer)));
  }

  @Test
  void booleanIsItsWord() {
    assertThat(Fingerprint.of(true)).isEqualTo(Fingerprint.of("true"));
    assertThat(Fingerprint.of(false)).isEqualTo(Fingerprint.of("false"));
  }

  @Test
  void textIsItsBytesWithinALargerBuffer() {
    byte[] line = "user=日本語;".getBytes(StandardCharsets.UTF_8);
    assertThat(Fingerprint.of(line, 5, 9)).isEqualTo(Fingerprint.of("日本語"));
  }

  @Test
  void missingIsNeitherEmptyNorNullText() {
    assertThat(Fingerprint.MISSING)
        .isEqualTo(42)
        .isNotEqualTo(Fingerprint.of(""))
        .isNotEqualTo(Fingerprint.of("null"));
  }

  @Test
  void unpairedSurrogateIsAQuestionMark() {
    assertThat(Fingerprint.of("a\ud83c")).isEqualTo(Fingerprint.of("a?"));
  }

  @Test
  void crossDependsOnOrderAndOnEveryPart() {
    assertThat(Fingerprint.cross(1, 2)).isNotEqualTo(Fingerprint.cross(2, 1));
    assertThat(Fingerprint.cross(1, 2, 3))
        .isNotEqualTo(Fingerprint.cross(1, 2))
        .isNotEqualTo(Fingerprint.cross(3, 2, 1));
    assertThat(Fingerprint.cross(Fingerprint.MISSING, 2))
        .isNotEqualTo(Fingerprint.cross(2, Fingerprint.MISSING));
  }
}
