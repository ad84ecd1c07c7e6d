/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.head.HeadSpec;

/**
 * Whether a run may start from a version: a value that both know has the same rows in both, and the
 * head is of the same kind. Features may come and go where the table is multiplexed, since names
 * seed the hash.
 *
 * @param version its number
 * @param was the version's layout
 * @param now the run's layout
 */
record StartCheck(long version, TableLayout was, TableLayout now) {

  /** USAGE where the run may not start from the version. */
  void check(HeadSpec headWas, HeadSpec headNow) {
    if (was.kind() != now.kind()) {
      throw refused(
          "its table is %s, table.layout is %s".formatted(text(was.kind()), text(now.kind())),
          "Set table.layout = " + text(was.kind()));
    }
    Map<String, Feature> old =
        was.features().features().stream().collect(Collectors.toMap(Feature::name, f -> f));
    for (Feature feature : now.features().features()) {
      Feature before = old.get(feature.name());
      if (before != null) {
        checkFeature(before, feature);
      }
    }
    checkNames();
    checkGeometry();
    if (!headWas.equals(headNow)) {
      throw refused(
          "its head is %s, the configuration says %s".formatted(headWas, headNow),
          "Give section head its old values");
    }
  }

  private void checkFeature(Feature before, Feature after) {
    Map<String, String> old = FeatureFacts.of(before, was);
    Map<String, String> facts = FeatureFacts.of(after, now);
    String changes =
        Stream.concat(old.keySet().stream(), facts.keySet().stream())
            .distinct()
            .filter(key -> !old.getOrDefault(key, "-").equals(facts.getOrDefault(key, "-")))
            .map(
                key ->
                    "%s was %s and is %s"
                        .formatted(key, old.getOrDefault(key, "-"), facts.getOrDefault(key, "-")))
            .collect(Collectors.joining(", "));
    if (!changes.isEmpty()) {
      throw refused(
          "feature '%s' has changed: %s".formatted(after.name(), changes), "Undo the change");
    }
    if (!Objects.equals(
        was.vocabularies().get(before.name()), now.vocabularies().get(after.name()))) {
      throw refused(
          "the values of feature '%s' that own rows are others now, or in another order"
              .formatted(after.name()),
          "Train on data with the same values, or list them in the feature's exact");
    }
  }

  private void checkNames() {
    List<String> old = was.features().features().stream().map(Feature::name).sorted().toList();
    List<String> names = now.features().features().stream().map(Feature::name).sorted().toList();
    if (was.kind() != LayoutKind.MULTIPLEXED && !old.equals(names)) {
      throw refused(
          "its features are %s, the configuration has %s, and only multiplexed tables take others"
              .formatted(old, names),
          "Give features the old ones");
    }
    List<String> oldExact = List.copyOf(was.vocabularies().keySet());
    List<String> exact = List.copyOf(now.vocabularies().keySet());
    if (!oldExact.equals(exact)) {
      throw refused(
          "its features with rows of their own are %s, here they are %s".formatted(oldExact, exact),
          "Make the same features exact, in the same order");
    }
  }

  private void checkGeometry() {
    TableGeometry old = was.geometry();
    if (!old.equals(now.geometry())) {
      throw refused(
          "its table has %s, here it has %s".formatted(text(old), text(now.geometry())),
          "Set table.rows = %d, table.buckets = %d and table.width = %d instead of table.budget or table.share"
              .formatted(old.rows(), old.buckets(), old.width()));
    }
    if (!was.ranges().equals(now.ranges())) {
      throw refused(
          "its features own the rows %s, with these data they own %s"
              .formatted(was.ranges(), now.ranges()),
          "Train on the same prepared data");
    }
  }

  private static String text(LayoutKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String text(TableGeometry geometry) {
    return "%d rows of %d floats (%d exact) in %d buckets"
        .formatted(geometry.rows(), geometry.width(), geometry.exactRows(), geometry.buckets());
  }

  private UnifiedEmbeddingException refused(String problem, String remedy) {
    return new UnifiedEmbeddingException(
        ErrorCode.USAGE,
        "Cannot start from version %d: %s. %s, or set train.warm-start = \"\" to start from scratch."
            .formatted(version, problem, remedy));
  }
}
