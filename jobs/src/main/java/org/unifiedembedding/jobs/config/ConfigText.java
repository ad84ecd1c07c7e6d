/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.unifiedembedding.embedding.snapshot.Sha256;

/**
 * A configuration as dotted keys and texts, for people, files and comparisons. Secrets are replaced
 * by {@value #REDACTED} everywhere.
 */
public final class ConfigText {
  static final String REDACTED = "(redacted)";

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i).*(secret|password|passphrase|token|credential|(access|encryption)\\.?key).*");
  private static final Pattern SECRET_IN_URI = Pattern.compile("(?<=://)[^/@\\s]+:[^/@\\s]*(?=@)");

  /** First words of the keys that decide what a run makes; the others say where and how fast. */
  private static final Set<String> RUN_SECTIONS =
      Set.of("name", "seed", "source", "features", "prepare", "table", "head", "train");

  private ConfigText() {}

  /**
   * Every key of the sections, and of features and inputs those that differ from their defaults.
   */
  public static Map<String, String> of(RunConfig config) {
    Map<String, String> text = new LinkedHashMap<>();
    ConfigTree.leaves(config)
        .forEach((key, value) -> text.put(key, redacted(key, String.valueOf(value))));
    return text;
  }

  /** The keys that decide what a run makes, and those of the section named like the verb. */
  public static Map<String, String> ofRun(RunConfig config, String verb) {
    Map<String, String> text = of(config);
    text.keySet()
        .removeIf(
            key -> {
              String section = key.split("[.\\[]", 2)[0];
              return !RUN_SECTIONS.contains(section) && !section.equals(verb);
            });
    return text;
  }

  /** The keys as text, one line each; the further lines of a value are indented by two spaces. */
  public static String lines(Map<String, String> text) {
    return text.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue().replace("\n", "\n  "))
        .collect(Collectors.joining("\n"));
  }

  /** The keys of what {@link #lines} wrote, in its order. */
  public static Map<String, String> parse(String lines) {
    Map<String, String> text = new LinkedHashMap<>();
    String last = "";
    for (String line : lines.split("\n", -1)) {
      if (line.startsWith("  ")) {
        text.merge(last, line.substring(2), (value, more) -> value + "\n" + more);
      } else if (!line.isEmpty()) {
        String[] parts = line.split(" = ", 2);
        last = parts[0];
        text.put(last, parts.length == 1 ? "" : parts[1]);
      }
    }
    return text;
  }

  /** The run id of a command without one: 12 hexadecimal digits, a hash of what the run makes. */
  public static String runId(RunConfig config) {
    byte[] text = ofRun(config, "").toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.digest().digest(text), 0, 6);
  }

  /** One text for each key that differs, as in "table.rows was '10', is '20'"; keys sorted. */
  public static List<String> differences(Map<String, String> before, Map<String, String> now) {
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String was = before.getOrDefault(key, "not set");
      String is = now.getOrDefault(key, "not set");
      if (!Objects.equals(was, is)) {
        differences.add(key + " was '" + was + "', is '" + is + "'");
      }
    }
    return differences;
  }

  private static String redacted(String key, String value) {
    return SECRET_KEY.matcher(key).matches() && !value.isEmpty()
        ? REDACTED
        : SECRET_IN_URI.matcher(value).replaceAll(REDACTED);
  }
}
