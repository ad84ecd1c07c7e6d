/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.ConfigOrigin;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** The errors of a configuration, all worded here. */
final class ConfigErrors {
  private ConfigErrors() {}

  static UnifiedEmbeddingException unknown(String key, ConfigOrigin origin, String nearest) {
    return usage(
        "Unknown key '%s' in %s (the nearest key is '%s'; conf/reference.conf lists all)"
            .formatted(key, origin.description(), nearest));
  }

  /**
   * @param bound what the value must be, as in "must be >= 1"
   */
  static UnifiedEmbeddingException wrongType(
      String key, Object value, String bound, ConfigOrigin origin) {
    return usage(
        "Invalid %s: '%s' (%s; correct it in %s)"
            .formatted(key, value, bound, origin.description()));
  }

  /**
   * @param remedy the bound and what to do, as in "must be >= 1"
   */
  static UnifiedEmbeddingException invalid(String key, Object value, String remedy) {
    return usage("Invalid %s: '%s' (%s)".formatted(key, value, remedy));
  }

  static UnifiedEmbeddingException missing(String key, String remedy) {
    return usage("Missing %s (%s)".formatted(key, remedy));
  }

  private static UnifiedEmbeddingException usage(String message) {
    return new UnifiedEmbeddingException(ErrorCode.USAGE, message);
  }
}
