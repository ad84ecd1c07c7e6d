/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Delta says of the values in a file. */
final class FileStatistics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FileStatistics() {}

  /**
   * Columns of integers whose least and greatest value are the same.
   *
   * @param json of Delta; null where it took no statistics
   */
  static Map<String, Long> constants(@Nullable String json) {
    Map<String, Long> constants = new HashMap<>();
    if (json != null) {
      JsonNode statistics = parsed(json);
      JsonNode greatest = statistics.path("maxValues");
      statistics
          .path("minValues")
          .properties()
          .forEach(
              least -> {
                JsonNode value = least.getValue();
                if (value.isIntegralNumber() && value.equals(greatest.get(least.getKey()))) {
                  constants.put(least.getKey(), value.longValue());
                }
              });
    }
    return constants;
  }

  /** The statistics of a file as Delta writes them. */
  static String json(NewFile file) {
    ObjectNode statistics = JSON.createObjectNode().put("numRecords", file.records());
    statistics.set("minValues", JSON.valueToTree(file.least()));
    statistics.set("maxValues", JSON.valueToTree(file.greatest()));
    return statistics.toString();
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid statistics of a Delta file: " + json, e);
    }
  }
}
