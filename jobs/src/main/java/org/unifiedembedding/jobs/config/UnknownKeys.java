/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses every key that conf/reference.conf does not list. */
final class UnknownKeys {
  private final ConfigObject reference;

  UnknownKeys(Config reference) {
    this.reference = reference.root();
  }

  void check(Config config) {
    check("", config.root(), reference);
  }

  private void check(String prefix, ConfigObject given, ConfigObject known) {
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = prefix + entry.getKey();
      ConfigValue template = known.get(entry.getKey());
      if (template == null) {
        throw ConfigErrors.unknown(
            key, entry.getValue().origin(), nearest(prefix, entry.getKey(), known));
      }
      checkValue(key, entry.getValue(), template);
    }
  }

  private void checkValue(String key, ConfigValue value, ConfigValue template) {
    switch (key) {
      case "spark" -> {} // Spark's own keys.
      case "source.inputs" -> {
        if (value instanceof ConfigObject inputs) {
          inputs.forEach((name, input) -> checkEntry(key + "." + name, input, "source-input"));
        }
      }
      case "features" -> {
        if (value instanceof ConfigList features) {
          for (int i = 0; i < features.size(); i++) {
            checkEntry(key + "[" + i + "]", features.get(i), "feature");
          }
        }
      }
      default -> {
        if (value instanceof ConfigObject object && template instanceof ConfigObject known) {
          check(key + ".", object, known);
        }
      }
    }
  }

  private void checkEntry(String key, ConfigValue entry, String section) {
    if (entry instanceof ConfigObject object
        && reference.get(section) instanceof ConfigObject known) {
      check(key + ".", object, known);
    }
  }

  /** The same last word in another section, else the nearest key of this section. */
  private String nearest(String prefix, String key, ConfigObject known) {
    for (String path : paths("", reference)) {
      if (path.endsWith("." + key)) {
        return path;
      }
    }
    @Nullable String best = null;
    for (String candidate : known.keySet().stream().sorted().toList()) {
      if (best == null || distance(key, candidate) < distance(key, best)) {
        best = candidate;
      }
    }
    return prefix + best;
  }

  private static List<String> paths(String prefix, ConfigObject object) {
    List<String> paths = new ArrayList<>();
    for (String key : object.keySet().stream().sorted().toList()) {
      paths.add(prefix + key);
      if (object.get(key) instanceof ConfigObject section) {
        paths.addAll(paths(prefix + key + ".", section));
      }
    }
    return paths;
  }

  /** Levenshtein's distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
