/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.config.ConfigText;
import org.unifiedembedding.jobs.config.RunConfig;

/**
 * Where the raw value of a feature is in a record.
 *
 * @param expression Spark SQL over the record's columns; blank: the column of the feature's name
 * @param separator what is between the values of a text; empty: the column is no such text
 */
public record RawFeature(String name, String expression, String separator) implements Serializable {
  private static final Pattern KEY = Pattern.compile("(features\\[\\d+])\\.(\\S+)");

  /** As a configuration says. */
  public static List<RawFeature> of(RunConfig config) {
    return config.features().stream()
        .map(feature -> new RawFeature(feature.name(), feature.expression(), feature.separator()))
        .toList();
  }

  /** As the configuration said that a version was trained with, in the version's order. */
  public static List<RawFeature> of(Manifest manifest) {
    Map<String, Map<String, String>> entries = new HashMap<>();
    ConfigText.parse(manifest.training().configuration())
        .forEach(
            (key, value) -> {
              Matcher matcher = KEY.matcher(key);
              if (matcher.matches()) {
                entries
                    .computeIfAbsent(matcher.group(1), entry -> new HashMap<>())
                    .put(matcher.group(2), value);
              }
            });
    Map<String, Map<String, String>> byName = new HashMap<>();
    entries.values().forEach(entry -> byName.put(entry.getOrDefault("name", ""), entry));
    return manifest.features().features().stream()
        .map(
            feature -> {
              Map<String, String> keys = byName.getOrDefault(feature.name(), Map.of());
              return new RawFeature(
                  feature.name(),
                  Objects.requireNonNullElse(keys.get("expression"), ""),
                  Objects.requireNonNullElse(keys.get("separator"), ""));
            })
        .toList();
  }

  /** The expression, or the quoted column of the feature's name. */
  String source() {
    return expression.isBlank() ? SourceColumns.quoted(name) : expression;
  }
}
