/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every verb takes. */
final class CommonOptions {
  static final String MIXIN = "common";

  @Option(names = "--conf", paramLabel = "FILE", description = "The configuration, in HOCON.")
  private @Nullable Path conf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the configuration; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = {
        "Names the run: the same verb, id and configuration do their work once.",
        "Default: a hash of the configuration."
      })
  private @Nullable String runId;

  @Option(names = "--json", description = "Prints the result as one line of JSON.")
  private boolean json;

  @Option(
      names = "--progress",
      description = "Shows progress on standard error even if that is no terminal.")
  private boolean progress;

  @Nullable Path conf() {
    return conf;
  }

  Map<String, String> set() {
    return set;
  }

  @Nullable String runId() {
    return runId;
  }

  boolean json() {
    return json;
  }

  boolean progress() {
    return progress;
  }
}
