/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;

/** Lists what is published. */
@Command(name = "history", description = "List the published versions and where aliases point.")
public final class HistoryVerb implements Verb {

  /** What history says. */
  record Listing(List<Version> versions, Map<String, Long> aliases, List<AliasMove> moves) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    History history = Registry.of(context).history();
    Map<String, Long> aliases = history.aliases();
    return new VerbResult(
        new Listing(history.versions(), aliases, history.moves()), text(history, aliases));
  }

  private static String text(History history, Map<String, Long> aliases) {
    if (history.versions().isEmpty()) {
      return "nothing is published";
    }
    return history.versions().stream()
        .map(
            version ->
                "%d  %s  %s%s"
                    .formatted(
                        version.number(), version.at(), version.runId(), names(version, aliases)))
        .collect(Collectors.joining("\n"));
  }

  private static String names(Version version, Map<String, Long> aliases) {
    String names =
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue() == version.number())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : "  <- " + names;
  }
}
