/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Counts how often it really worked. */
@Command(name = "count", description = "Counts.")
final class CountingVerb implements Verb {
  private final AtomicInteger runs;
  private final Repeat repeat;
  private final @Nullable Exception failure;

  @Option(names = "--by", description = "A number.")
  private int by = 1;

  CountingVerb(AtomicInteger runs, Repeat repeat, @Nullable Exception failure) {
    this.runs = runs;
    this.repeat = repeat;
    this.failure = failure;
  }

  @Override
  public Repeat repeat() {
    return repeat;
  }

  @Override
  public VerbResult run(VerbContext context) throws Exception {
    int count = runs.addAndGet(by);
    context.progress().update("counting");
    if (failure != null) {
      throw failure;
    }
    return new VerbResult(Map.of("count", count), "counted " + count);
  }
}
