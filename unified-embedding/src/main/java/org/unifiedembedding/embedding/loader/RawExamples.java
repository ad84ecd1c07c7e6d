/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;

/** From examples as a service has them to examples as the head's batch reads them. Immutable. */
final class RawExamples {
  private final FeatureSet features;
  private final ExampleSchema schema;

  RawExamples(FeatureSet features) {
    this.features = features;
    this.schema =
        new ExampleSchema(
            features.singleValued(),
            features.multiValued(),
            features.numeric().stream().map(NumericFeature::name).toList());
  }

  /** The columns of what {@link #block} makes. */
  ExampleSchema schema() {
    return schema;
  }

  /** Examples by name of feature; {@link Scorer} says what their values may be. */
  ExampleBlock block(List<? extends Map<String, ?>> examples) {
    Columns columns = new Columns(examples.size(), schema);
    for (Map<String, ?> example : examples) {
      for (Feature feature : features.features()) {
        if (!(feature instanceof CrossFeature)) {
          add(feature, value(example, feature.name()), columns);
        }
      }
    }
    return columns.block();
  }

  private static @Nullable Object value(Map<String, ?> example, String name) {
    Object value = example.get(name);
    if (value == null && !example.containsKey(name)) {
      throw new IllegalArgumentException(
          "Invalid example: no value of feature '%s' (give null where it is missing)"
              .formatted(name));
    }
    return value;
  }

  private static void add(Feature feature, @Nullable Object value, Columns columns) {
    if (feature instanceof NumericFeature numeric) {
      columns.number(input(numeric, value));
    } else if (feature instanceof BucketisedFeature bucketised) {
      double number = number(feature, value);
      columns.single(
          Double.isNaN(number) ? Fingerprint.MISSING : Fingerprint.of(bucketised.bucket(number)));
    } else if (feature instanceof MultiValuedFeature) {
      for (Object element : list(feature, value)) {
        if (element != null) {
          columns.listed(fingerprint(feature, element));
        }
      }
      columns.endList();
    } else {
      columns.single(value == null ? Fingerprint.MISSING : fingerprint(feature, value));
    }
  }

  private static float input(NumericFeature feature, @Nullable Object value) {
    float input = feature.transform().apply(number(feature, value));
    if (Float.isInfinite(input)) {
      throw bad(feature, value, "must be in the range of float");
    }
    return input;
  }

  private static double number(Feature feature, @Nullable Object value) {
    if (value == null) {
      return Double.NaN;
    }
    if (!(value instanceof Number number) || Double.isInfinite(number.doubleValue())) {
      throw bad(feature, value, "must be a finite number, or null where it is missing");
    }
    return number.doubleValue();
  }

  private static Collection<?> list(Feature feature, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof Collection<?> values) {
      return values;
    }
    throw bad(feature, value, "must be a collection of values");
  }

  private static long fingerprint(Feature feature, Object value) {
    if (value instanceof CharSequence text) {
      return Fingerprint.of(text.toString());
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return Fingerprint.of(((Number) value).longValue());
    }
    if (value instanceof Boolean truth) {
      return Fingerprint.of((boolean) truth);
    }
    if (value instanceof byte[] bytes) {
      return Fingerprint.of(bytes, 0, bytes.length);
    }
    if (value instanceof LocalDate date && date.getYear() >= 1 && date.getYear() <= 9999) {
      return Fingerprint.of(date.toString());
    }
    throw bad(
        feature, value, "must be text, an integer, a boolean, bytes or a date of years 1 to 9999");
  }

  private static IllegalArgumentException bad(
      Feature feature, @Nullable Object value, String bound) {
    return new IllegalArgumentException(
        "Invalid value of feature '%s': %s (%s)".formatted(feature.name(), value, bound));
  }

  /** The arrays of a block while they are filled, example by example. */
  private static final class Columns {
    private final int size;
    private final long[] single;
    private final float[] numeric;
    private final int[] multiStart;
    private long[] multi = new long[16];
    private int singles;
    private int numbers;
    private int lists;

    Columns(int size, ExampleSchema schema) {
      this.size = size;
      this.single = new long[Math.multiplyExact(size, schema.singleValued().size())];
      this.numeric = new float[Math.multiplyExact(size, schema.numeric().size())];
      this.multiStart = new int[Math.multiplyExact(size, schema.multiValued().size()) + 1];
    }

    void single(long fingerprint) {
      single[singles++] = fingerprint;
    }

    void number(float input) {
      numeric[numbers++] = input;
    }

    void listed(long fingerprint) {
      int at = multiStart[lists + 1]++;
      if (at == multi.length) {
        multi = Arrays.copyOf(multi, 2 * at);
      }
      multi[at] = fingerprint;
    }

    void endList() {
      lists++;
      if (lists + 1 < multiStart.length) {
        multiStart[lists + 1] = multiStart[lists];
      }
    }

    ExampleBlock block() {
      return new ExampleBlock(
          size, new float[size], new float[size], single, multiStart, multi, numeric);
    }
  }
}
