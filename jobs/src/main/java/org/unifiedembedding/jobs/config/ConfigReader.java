/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Reads a configuration once: overrides before the file before conf/reference.conf. Substitutions
 * such as <code>${data}</code> see all three and the environment.
 */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * The configuration, complete and checked.
   *
   * @param overrides values by dotted key, in the order given; lists in HOCON, texts as they are
   * @throws UnifiedEmbeddingException USAGE when the file cannot be read, or a key is unknown, has
   *     the wrong type, is missing or out of range; names the file, the key, the value, the bound
   *     and the remedy
   */
  public static RunConfig read(ConfigSource source, Map<String, String> overrides) {
    Config reference = Reference.config();
    try {
      Config given = Overrides.of(overrides).withFallback(parse(source));
      Config merged = given.withFallback(reference).resolve();
      new UnknownKeys(reference).check(merged);
      RunConfig config = RecordReader.read(merged);
      ConfigRules.check(config);
      return config;
    } catch (ConfigException.UnresolvedSubstitution e) {
      throw usage(
          "Cannot resolve a substitution: "
              + e.getMessage()
              + " (define the key with --set or the environment variable)",
          e);
    } catch (ConfigException e) {
      throw usage("Cannot read the configuration: " + e.getMessage() + " (correct the file)", e);
    }
  }

  private static Config parse(ConfigSource source) {
    if (source instanceof ConfigSource.File file) {
      if (!Files.isReadable(file.path()) || Files.isDirectory(file.path())) {
        throw usage(
            "Cannot read the configuration: '"
                + file.path()
                + "' is not a readable file (give an existing file with --conf)",
            null);
      }
      return ConfigFactory.parseFile(file.path().toFile(), options());
    }
    if (source instanceof ConfigSource.Text text) {
      return ConfigFactory.parseString(
          text.content(), options().setOriginDescription(text.origin()));
    }
    return Reference.resource(((ConfigSource.Resource) source).name());
  }

  private static ConfigParseOptions options() {
    return ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);
  }

  private static UnifiedEmbeddingException usage(String message, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(ErrorCode.USAGE, message, cause);
  }
}
