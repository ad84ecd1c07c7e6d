/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.gate.GateText;
import org.unifiedembedding.jobs.report.GateReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb publish. */
@Command(
    name = "publish",
    description = "Publish the run's version behind the gate and move an alias to it.")
public final class PublishVerb implements Verb {
  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Alias that moves; default: publish.alias of the configuration.")
  private @Nullable String alias;

  @Override
  public VerbResult run(VerbContext context) {
    String name = Objects.requireNonNullElse(alias, context.config().publish().alias());
    Published published = new PublishJob(context).run(name);
    return new VerbResult(published, text(published));
  }

  private static String text(Published published) {
    Optional<GateReport> gate = Optional.ofNullable(published.gate());
    return "version %d of run %s%s%n%s%s"
        .formatted(
            published.version(),
            published.runId(),
            published.alias().isEmpty() ? "" : ", alias " + published.alias(),
            published.path(),
            gate.map(report -> "\n" + GateText.of(report)).orElse(""));
  }
}
