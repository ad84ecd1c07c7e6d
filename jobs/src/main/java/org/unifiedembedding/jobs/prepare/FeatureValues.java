/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Fingerprint;

/**
 * The values of one feature in one example, reused from example to example: fingerprints with the
 * texts they were made of. A single-valued feature always has one, a missing value included.
 */
final class FeatureValues {
  /** U+FFFD, what a decoder puts where bytes are not of the announced character set. */
  private static final UTF8String REPLACEMENT = UTF8String.fromString("\uFFFD");

  private int size;
  private long[] fingerprints = new long[1];
  private @Nullable UTF8String[] texts = new @Nullable UTF8String[1];

  int size() {
    return size;
  }

  long fingerprint(int i) {
    return fingerprints[i];
  }

  @Nullable UTF8String text(int i) {
    return texts[i];
  }

  boolean missing() {
    return size == 0 || texts[0] == null;
  }

  void clear() {
    size = 0;
  }

  void addMissing() {
    add(Fingerprint.MISSING, null);
  }

  void add(UTF8String text, CanonicalType type, String feature) throws BadRecordException {
    if (type == CanonicalType.TEXT && text.contains(REPLACEMENT)) {
      throw new BadRecordException(
          "feature '" + feature + "' has bytes that are not of the source's encoding");
    }
    add(XXH64.hashUTF8String(text, Fingerprint.MISSING), text);
  }

  private void add(long fingerprint, @Nullable UTF8String text) {
    if (size == fingerprints.length) {
      fingerprints = Arrays.copyOf(fingerprints, 2 * size);
      texts = Arrays.copyOf(texts, 2 * size);
    }
    fingerprints[size] = fingerprint;
    texts[size++] = text;
  }
}
