/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.nio.file.Path;

/** Where a configuration is read from. */
public sealed interface ConfigSource {

  /** A file of the user. */
  record File(Path path) implements ConfigSource {}

  /** A file of the jar, such as {@code conf/synthetic.conf}. */
  record Resource(String name) implements ConfigSource {}

  /** Text in HOCON; {@code origin} names it in errors. */
  record Text(String origin, String content) implements ConfigSource {}
}
