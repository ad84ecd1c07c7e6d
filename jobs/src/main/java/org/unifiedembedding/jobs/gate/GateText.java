/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.Locale;
import java.util.stream.Collectors;
import org.unifiedembedding.jobs.report.GateReport;
import org.unifiedembedding.jobs.report.GateReport.Check;

/** What the gate found, for people on a terminal. */
public final class GateText {
  private static final String LINE = "%-8s %-22s %-18s %10s %-12s %10s  %s";

  private GateText() {}

  /** All checks as a table under one line on what they are based on. */
  public static String of(GateReport report) {
    String head =
        "Gate of run %s%s: %s.%n"
            .formatted(
                report.runId(),
                report.alias().isEmpty() ? "" : " for alias " + report.alias(),
                report.basis());
    if (report.checks().isEmpty()) {
      return head + "No check has a bound.";
    }
    return head
        + report.checks().stream()
            .map(GateText::line)
            .collect(
                Collectors.joining(
                    "\n",
                    LINE.formatted("", "check", "about", "value", "bound", "live", "")
                            .stripTrailing()
                        + "\n",
                    ""));
  }

  private static String line(Check check) {
    return LINE.formatted(
            check.outcome().name().toLowerCase(Locale.ROOT),
            check.key(),
            check.subject(),
            check.value() == null ? "-" : number(check.value()),
            check.bound(),
            check.live() == null ? "" : number(check.live()),
            check.note())
        .stripTrailing();
  }

  /** One failed check, as in "max-auc-drop 0.7012 (must be >= 0.7155, live 0.7205)". */
  static String failure(Check check) {
    return "%s%s %s (must be %s%s%s)"
        .formatted(
            check.key(),
            check.subject().isEmpty() ? "" : " of " + check.subject(),
            check.value() == null ? "-" : number(check.value()),
            check.bound(),
            check.live() == null ? "" : ", live " + number(check.live()),
            check.note().isEmpty() ? "" : "; " + check.note());
  }

  /** Four decimals, without the zeros behind. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
