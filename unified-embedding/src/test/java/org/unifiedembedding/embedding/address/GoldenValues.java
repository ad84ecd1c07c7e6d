/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.address;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The golden values beside the specification, which Python and Spark SQL are held to as well. */
final class GoldenValues {
  private static final Path SPECIFICATION = Path.of("..", "docs", "spec");

  private GoldenValues() {}

  static JsonNode json() {
    try {
      return new ObjectMapper().readTree(SPECIFICATION.resolve("hash-golden.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the golden values in " + SPECIFICATION, e);
    }
  }

  static String specification() {
    try {
      return Files.readString(SPECIFICATION.resolve("hash.md"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the specification in " + SPECIFICATION, e);
    }
  }

  static List<JsonNode> list(String name) {
    return list(json().get(name));
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  static long fingerprint(JsonNode text) {
    return text.isNull() ? Fingerprint.MISSING : Fingerprint.of(text.textValue());
  }

  static @Nullable String text(JsonNode text) {
    return text.textValue();
  }
}
