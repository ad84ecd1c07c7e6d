/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;

/**
 * Raw examples of the features of a {@link ScoredVersion}.
 *
 * @param columns by feature; longs, texts, doubles, lists of these, or null where missing
 */
record ScoredExamples(
    FeatureSet features, FeatureValues values, Map<String, List<@Nullable Object>> columns) {
  private static final List<String> GENRES = List.of("war", "drama", "", "Komödie", "喜剧");

  /** Random examples; an eighth of the values are missing, and lists are of every length to 4. */
  static ScoredExamples random(FeatureSet features, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
    columns.put("user", column(size, random, () -> random.nextLong(-60, 2000)));
    columns.put("price", column(size, random, () -> random.nextDouble(-2, 120)));
    columns.put("genres", column(size, random, () -> texts(random)));
    columns.put("sex", column(size, random, () -> List.of("f", "m", "x").get(random.nextInt(3))));
    columns.put("seen", column(size, random, () -> items(random)));
    columns.put("age", column(size, random, () -> 0.5 * random.nextInt(20, 160)));
    columns.put("item", column(size, random, () -> item(random)));
    columns.put("words", column(size, random, () -> texts(random)));
    columns.put("days", column(size, random, () -> random.nextDouble(-1, 1)));
    return new ScoredExamples(features, new FeatureValues(features), columns);
  }

  private static List<@Nullable Object> column(
      int size, SplittableRandom random, Supplier<Object> value) {
    List<@Nullable Object> column = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      column.add(random.nextInt(8) == 0 ? null : value.get());
    }
    return column;
  }

  /** Items of 1 to 19 digits. */
  private static long item(SplittableRandom random) {
    return random.nextLong() >>> random.nextInt(1, 63);
  }

  private static Object items(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(5)).mapToObj(i -> item(random)).toList();
  }

  private static Object texts(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(5))
        .mapToObj(i -> GENRES.get(random.nextInt(GENRES.size())))
        .toList();
  }

  int size() {
    return column("user").size();
  }

  /** Each example as a service has it. */
  List<Map<String, @Nullable Object>> maps() {
    List<Map<String, @Nullable Object>> maps = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      Map<String, @Nullable Object> example = new HashMap<>();
      for (String name : columns.keySet()) {
        example.put(name, column(name).get(i));
      }
      maps.add(example);
    }
    return maps;
  }

  /** The raw value of a feature, for a cross the list of its parts' values. */
  @Nullable Object value(Feature feature, int example) {
    if (feature instanceof CrossFeature cross) {
      List<@Nullable Object> parts = new ArrayList<>();
      cross.parts().forEach(part -> parts.add(column(part).get(example)));
      return parts;
    }
    return column(feature.name()).get(example);
  }

  private List<@Nullable Object> column(String name) {
    return columns.getOrDefault(name, List.of());
  }

  /** The fingerprints of a feature's values in an example: one, or those of its list. */
  @SuppressWarnings("NullAway") // Class files do not say that a list's elements may be null.
  List<Long> fingerprints(Feature.Embedded feature, int example) {
    List<Long> found = new ArrayList<>();
    texts(feature, example).forEach(text -> found.add(values.fingerprint(feature.name(), text)));
    if (feature instanceof CrossFeature cross) {
      List<@Nullable String> parts = new ArrayList<>();
      cross.parts().forEach(part -> parts.add(text(column(part).get(example))));
      found.add(values.crossed(cross.name(), parts));
    }
    return found;
  }

  private List<@Nullable String> texts(Feature.Embedded feature, int example) {
    List<@Nullable String> texts = new ArrayList<>();
    if (feature instanceof CrossFeature) {
      return texts;
    }
    Object value = column(feature.name()).get(example);
    if (!(feature instanceof MultiValuedFeature)) {
      texts.add(text(value));
    } else if (value instanceof List<?> list) {
      list.forEach(element -> texts.add(text(element)));
    }
    return texts;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** The distinct values of a feature, without texts. */
  FeatureStatistics statistics(Feature.Embedded feature) {
    long[] distinct =
        IntStream.range(0, size())
            .boxed()
            .flatMap(example -> fingerprints(feature, example).stream())
            .mapToLong(Long::longValue)
            .distinct()
            .toArray();
    Vocabulary vocabulary =
        Vocabulary.of(distinct, Collections.nCopies(distinct.length, (String) null));
    return new FeatureStatistics(distinct.length, vocabulary);
  }

  /** The columns of {@link #block}. */
  ExampleSchema schema() {
    return new ExampleSchema(
        features.singleValued(),
        features.multiValued(),
        features.numeric().stream().map(NumericFeature::name).toList());
  }

  /** The examples as training and evaluation read them. */
  ExampleBlock block() {
    List<Long> single = new ArrayList<>();
    List<Long> multi = new ArrayList<>();
    List<Integer> starts = new ArrayList<>(List.of(0));
    float[] numeric = new float[size() * features.numeric().size()];
    int number = 0;
    for (int i = 0; i < size(); i++) {
      for (Feature.Embedded feature : features.embedded()) {
        if (feature instanceof MultiValuedFeature) {
          multi.addAll(fingerprints(feature, i));
          starts.add(multi.size());
        } else if (!(feature instanceof CrossFeature)) {
          single.addAll(fingerprints(feature, i));
        }
      }
      for (NumericFeature feature : features.numeric()) {
        Object raw = column(feature.name()).get(i);
        numeric[number++] = feature.transform().apply(raw == null ? Double.NaN : (double) raw);
      }
    }
    return new ExampleBlock(
        size(),
        new float[size()],
        new float[size()],
        single.stream().mapToLong(Long::longValue).toArray(),
        starts.stream().mapToInt(Integer::intValue).toArray(),
        multi.stream().mapToLong(Long::longValue).toArray(),
        numeric);
  }
}
