/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;

/**
 * The configuration files that travel in the jar: conf/reference.conf with every key and its
 * default, and the examples beside it.
 */
final class Reference {
  static final String RESOURCE = "conf/reference.conf";

  /** Reference sections that describe the entries of a map or a list elsewhere. */
  static final String INPUT_DEFAULTS = "source-input";

  static final String FEATURE_DEFAULTS = "feature";

  private static final Config CONFIG = resource(RESOURCE).resolve(ConfigResolveOptions.noSystem());

  private Reference() {}

  /** Every key with its default. */
  static Config config() {
    return CONFIG;
  }

  /** The unresolved content of a file of the jar. */
  static Config resource(String name) {
    return ConfigFactory.parseResources(
        Reference.class.getClassLoader(),
        name,
        ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF));
  }
}
