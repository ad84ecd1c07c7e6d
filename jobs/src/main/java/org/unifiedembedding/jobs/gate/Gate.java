/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.jobs.report.GateReport;
import org.unifiedembedding.jobs.report.HtmlReport;
import org.unifiedembedding.jobs.report.ReportJson;
import org.unifiedembedding.jobs.report.RunReport;

/** Lets a candidate through to an alias, or not. */
public final class Gate {
  private Gate() {}

  /**
   * Judges a candidate, and leaves gate.json and the table of checks in the report of its run.
   *
   * @param folder of the candidate or version
   * @param alias that would move; empty: none
   * @param live the version that the alias names now; null: none
   * @throws UnifiedEmbeddingException GATE_REFUSED where a check failed, BAD_INPUT where the
   *     prepared data that a bound needs is gone
   */
  public static GateReport pass(
      VerbContext context, VersionFolder folder, String alias, @Nullable PublishedVersion live) {
    GateReport report = new GateJob(context, folder, live).run(alias);
    RunPaths paths = context.paths().ofRun(report.runId());
    store(new Storage(context.hadoop()), paths, report);
    if (!report.passed()) {
      throw refusal(report, paths.gate());
    }
    return report;
  }

  private static void store(Storage storage, RunPaths paths, GateReport gate) {
    storage.write(paths.gate(), ReportJson.write(gate));
    Optional<RunReport> report =
        storage.read(paths.runReport()).map(text -> ReportJson.read(text, paths.runReport()));
    if (report.isPresent()) {
      RunReport changed = report.orElseThrow().withGate(gate);
      storage.write(paths.runReport(), ReportJson.write(changed));
      storage.write(paths.htmlReport(), HtmlReport.render(changed));
    }
  }

  private static UnifiedEmbeddingException refusal(GateReport report, String file) {
    String failures =
        report.failed().stream().map(GateText::failure).collect(Collectors.joining(", "));
    return new UnifiedEmbeddingException(
        ErrorCode.GATE_REFUSED,
        "The gate refuses run '%s'%s: %s. Judged on %s; all checks are in %s. Nothing moved: train a better candidate, or change the bound, as --set gate.%s="
            .formatted(
                report.runId(),
                report.alias().isEmpty() ? "" : " for alias '" + report.alias() + "'",
                failures,
                report.basis(),
                file,
                report.failed().get(0).key()));
  }
}
