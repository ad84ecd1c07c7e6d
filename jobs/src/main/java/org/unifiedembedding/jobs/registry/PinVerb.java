/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb pin. */
@Command(
    name = "pin",
    description = "Keep a version whatever the rules of retention say, until ue unpin.")
public final class PinVerb implements Verb {
  @Parameters(index = "0", paramLabel = "REF", description = "Number or alias of a version.")
  private String version = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for those who read the history.")
  private String reason = "";

  /** What pin says. */
  record Pinned(long version, String runId, String reason) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    Version found = Registry.of(context).pin(version, reason);
    return new VerbResult(
        new Pinned(found.number(), found.runId(), reason),
        "version %d of run %s is pinned: %s".formatted(found.number(), found.runId(), reason));
  }
}
