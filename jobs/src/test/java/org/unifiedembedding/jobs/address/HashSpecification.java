/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.address;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/spec/hash.md says, as it stands there. */
public final class HashSpecification {
  private final String text = text();

  private static String text() {
    try {
      return Files.readString(Path.of("..", "docs", "spec", "hash.md"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the specification", e);
    }
  }

  Stream<MatchResult> matches(String pattern) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  /** The first SQL query that contains a word. */
  public String query(String word) {
    return matches("(?s)```sql\\n(.*?)```")
        .map(match -> match.group(1))
        .filter(query -> query.contains(word))
        .findFirst()
        .orElseThrow();
  }

  /**
   * A query with its named parameters written out: Delta's SQL extension, which sessions of other
   * tests in this JVM may have switched on, does not bind those inside of a LATERAL VIEW.
   */
  public static String bound(String query, Map<String, Object> arguments) {
    return Pattern.compile(":([a-zA-Z]+)")
        .matcher(query)
        .replaceAll(
            name -> {
              Object value = Objects.requireNonNull(arguments.get(name.group(1)));
              return value instanceof String text ? "'" + text + "'" : value.toString();
            });
  }
}
