/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/configuration.md made from the text of conf/reference.conf: a heading for each section, a
 * row for each key with its default and the comment behind it.
 */
final class ConfigurationPage {
  private static final Pattern KEY =
      Pattern.compile("([a-z][a-z0-9-]*)\\s*(=|\\{)\\s*(.*?)\\s*(?:#\\s*(.*))?");

  private final Map<String, StringBuilder> tables = new LinkedHashMap<>();
  private final Deque<String> sections = new ArrayDeque<>();
  private String note = "";

  private ConfigurationPage() {
    table("");
  }

  static String of(List<String> referenceLines) {
    List<String> opening = referenceLines.stream().takeWhile(line -> line.startsWith("#")).toList();
    ConfigurationPage page = new ConfigurationPage();
    referenceLines.stream().skip(opening.size()).map(String::strip).forEach(page::line);
    StringBuilder text = new StringBuilder("# Configuration\n\n");
    opening.forEach(line -> text.append(line.substring(2)).append('\n'));
    text.append("\nMade from conf/reference.conf by `dev/update-configuration-page`.\n");
    page.tables.values().forEach(text::append);
    return text.toString();
  }

  private void line(String line) {
    Matcher key = KEY.matcher(line);
    if (line.startsWith("#")) {
      note = line.substring(1).strip();
    } else if (line.startsWith("}")) {
      sections.removeLast();
    } else if (key.matches()) {
      entry(key);
    }
  }

  private void entry(Matcher key) {
    boolean opens = key.group(2).equals("{");
    if (opens && !key.group(3).startsWith("}")) {
      sections.addLast(key.group(1));
      table(String.join(".", sections));
      return;
    }
    String value = opens ? "{}" : key.group(3);
    String comment = key.group(4) == null ? "" : key.group(4);
    table(String.join(".", sections))
        .append(
            "| `%s` | `%s` | %s |\n"
                .formatted(key.group(1), value.replace("|", "\\|"), comment.replace("|", "\\|")));
  }

  private StringBuilder table(String section) {
    return tables.computeIfAbsent(
        section,
        name -> {
          String heading = "\n## " + (name.isEmpty() ? "Top level" : name) + "\n\n";
          String opening = note.isEmpty() ? "" : note + "\n\n";
          note = "";
          return new StringBuilder(
              heading + opening + "| key | default | meaning |\n|---|---|---|\n");
        });
  }
}
