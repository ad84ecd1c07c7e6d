/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb retain. */
@Command(
    name = "retain",
    description =
        "Says which versions go by the rules of retain, and how many bytes; with --apply they go.")
public final class RetainVerb implements Verb {
  @Option(names = "--apply", description = "Remove them; without it nothing changes.")
  private boolean apply;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    RetainJob job = new RetainJob(context, Instant.now());
    Retained retained = apply ? job.apply() : job.dryRun();
    return new VerbResult(retained, text(retained));
  }

  private static String text(Retained retained) {
    List<String> lines = new ArrayList<>();
    retained
        .kept()
        .forEach(
            kept ->
                lines.add(
                    "keep    %d  %s  %s".formatted(kept.version(), kept.runId(), kept.reason())));
    retained
        .removed()
        .forEach(
            removed ->
                lines.add(
                    "remove  %d  %s  %,d bytes, %s"
                        .formatted(
                            removed.version(),
                            removed.runId(),
                            removed.bytes(),
                            removed.reason())));
    lines.add(
        "%d versions, %,d bytes: %s"
            .formatted(
                retained.removed().size(),
                retained.bytes(),
                retained.applied() ? "removed" : "--apply removes them"));
    return String.join("\n", lines);
  }
}
