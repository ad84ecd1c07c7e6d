/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * The values of {@code --set key=value}. A value in brackets, braces or quotation marks is HOCON;
 * every other one is taken as it is, so that paths, URIs and SQL need no quoting.
 */
final class Overrides {
  static final String ORIGIN = "--set";

  private Overrides() {}

  static Config of(Map<String, String> overrides) {
    Config config = ConfigFactory.empty(ORIGIN);
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      Map<String, Object> one = Map.of(path(override.getKey()), value(override));
      config = ConfigFactory.parseMap(one, ORIGIN).withFallback(config);
    }
    return config;
  }

  /** Spark's keys are dotted themselves: all behind the first dot is one key. */
  private static String path(String key) {
    if (key.startsWith("spark.")) {
      return ConfigUtil.joinPath(List.of("spark", key.substring("spark.".length())));
    }
    try {
      return ConfigUtil.joinPath(ConfigUtil.splitPath(key));
    } catch (ConfigException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid key of --set: '" + key + "' (give a dotted key, as table.width)",
          e);
    }
  }

  private static ConfigValue value(Map.Entry<String, String> override) {
    String text = override.getValue().strip();
    if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")) {
      return ConfigFactory.parseString(
              "value = " + text, ConfigParseOptions.defaults().setOriginDescription(ORIGIN))
          .resolve()
          .getValue("value");
    }
    return ConfigValueFactory.fromAnyRef(override.getValue(), ORIGIN);
  }
}
