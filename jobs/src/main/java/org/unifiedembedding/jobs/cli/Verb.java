/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.util.Map;
import java.util.Optional;
import org.unifiedembedding.jobs.config.ConfigSource;

/**
 * One word of the command line. A verb is a class with picocli's {@code @Command(name,
 * description)} and, where it takes more than the common options, {@code @Option} and
 * {@code @Parameters} fields; it is made anew for each command line.
 */
public interface Verb {

  /**
   * Does the work.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException for every problem that
   *     is not a bug; its code decides the exit code
   * @throws Exception an I/O error (exit code 10) or a bug (exit code 1)
   */
  VerbResult run(VerbContext context) throws Exception;

  /** Whether a finished result stands for ever or is made again each time. */
  default Repeat repeat() {
    return Repeat.KEEPS_RESULT;
  }

  /** The configuration without --conf; empty: --conf must be given. */
  default Optional<BuiltIn> builtIn() {
    return Optional.empty();
  }

  /** What the same command does a second time. */
  enum Repeat {
    /** Prints the stored result: the verb makes something. */
    KEEPS_RESULT,
    /** Runs again: the verb only looks. */
    RUNS_AGAIN
  }

  /** A configuration that the verb brings along, below the values of --set. */
  record BuiltIn(ConfigSource source, Map<String, String> overrides) {
    public BuiltIn {
      overrides = Map.copyOf(overrides);
    }
  }
}
