/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.metric.Calibration;
import org.unifiedembedding.embedding.metric.Metrics;
import org.unifiedembedding.embedding.metric.RocPoint;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;
import org.unifiedembedding.jobs.inspect.HotRow;
import org.unifiedembedding.jobs.inspect.Inspection;
import org.unifiedembedding.jobs.inspect.Neighbours;
import org.unifiedembedding.jobs.inspect.RowNorms;
import org.unifiedembedding.jobs.inspect.WeightAngles;
import org.unifiedembedding.jobs.report.GateReport.Check;
import org.unifiedembedding.jobs.report.GateReport.Outcome;
import org.unifiedembedding.jobs.report.RunReport.Event;
import org.unifiedembedding.jobs.report.RunReport.Peer;
import org.unifiedembedding.jobs.report.RunReport.Quality;
import org.unifiedembedding.jobs.report.RunReport.Round;
import org.unifiedembedding.jobs.report.RunReport.Slice;

/** A report with all sections, and hostile texts in its data. */
final class ReportFixture {
  static final String HOSTILE = "</script><script>document.title='owned'</script><b>&{{data}}";

  private ReportFixture() {}

  static RunReport full() {
    RunReportBuilder builder =
        empty()
            .version("/data/ue/clicks/versions/20261123-a")
            .quality(
                new Quality(
                    "test",
                    metrics(0.8187, 50_000),
                    List.of(
                        new Peer("Bayes-optimal (planted truth)", 0.8260, 0.3800),
                        new Peer("per-feature hashing, the same budget", 0.8102, Double.NaN))))
            .calibration(calibration())
            .roc(roc())
            .inspection(inspection())
            .gate(gate())
            .configuration(Map.of("table.width", "16", "source.inputs.clicks.path", HOSTILE))
            .provenance(Map.of("seed", "42", "jdk", "OpenJDK 64-Bit Server VM 17.0.12+7"))
            .event(new Event("resumed", 5, "A new driver went on from the commit of round 4"));
    IntStream.range(0, 12).forEach(i -> builder.round(round(i)));
    for (String value : List.of("chrome", "firefox", HOSTILE)) {
      builder.slice(new Slice("browser", value, metrics(0.81, 12_345)));
    }
    return builder.slice(new Slice("browser", null, metrics(Double.NaN, 12))).build();
  }

  static GateReport gate() {
    return new GateReport(
        "/data/ue/clicks/versions/20261123-a",
        "20261123-a",
        "production",
        3L,
        "50,000 examples of the test part, version 3 on the same examples",
        List.of(
            new Check("min-auc", "", 0.8187, ">= 0.8", 0.8201, Outcome.PASSED, ""),
            new Check(
                "max-slice-calibration",
                "browser=" + HOSTILE,
                Double.NaN,
                "<= 1.25",
                null,
                Outcome.FAILED,
                "12,345 examples"),
            new Check("min-cosine", "user", null, "", null, Outcome.SKIPPED, "other start")));
  }

  static RunReportBuilder empty() {
    return new RunReportBuilder(
        "clicks", "20261123-a " + HOSTILE, Instant.parse("2026-11-23T20:15:00Z"));
  }

  private static Metrics metrics(double auc, long count) {
    return new Metrics(auc, 0.3838, 0.7634, 0.987, count * 0.2, count, count);
  }

  private static Round round(int i) {
    double learnt = Math.exp(-i / 3.0);
    return new Round(
        i,
        (i + 1) / 4.0,
        100_000,
        0.37 + 0.1 * learnt,
        i == 0 ? Double.NaN : 0.8187 - 0.05 * learnt,
        0.385 + 0.06 * learnt + 0.0004 * i,
        182_000 + 9_000 * Math.sin(i),
        i == 0 ? 0 : 0.8 + 0.1 * Math.cos(i),
        i == 0 ? 0 : 0.1 + 0.02 * Math.sin(i));
  }

  private static List<Calibration.Bin> calibration() {
    return IntStream.range(0, 17)
        .mapToObj(i -> (i + 0.45) / 20)
        .map(p -> new Calibration.Bin(p, p * (1.04 - 0.1 * p), 9000 * Math.exp(-5 * p)))
        .toList();
  }

  private static List<RocPoint> roc() {
    return IntStream.rangeClosed(0, 100)
        .mapToObj(i -> new RocPoint(i / 100.0, Math.pow(i / 100.0, 0.24)))
        .toList();
  }

  private static Inspection inspection() {
    List<Long> bins =
        IntStream.range(0, 40).mapToObj(i -> Math.round(4000 * Math.exp(-i / 6.0) * i)).toList();
    List<HotRow.Visitor> visitors =
        List.of(
            new HotRow.Visitor("hour", "hour-7", 0, 16_700),
            new HotRow.Visitor("item", HOSTILE, 1, 9_120));
    List<Neighbours.Neighbour> nearest = new ArrayList<>();
    for (int i = 8; i < 48; i += 8) {
      nearest.add(new Neighbours.Neighbour("shoes-" + i, 1 - i / 100.0));
    }
    return new Inspection(
        "/data/ue/clicks/versions/20261123-a",
        "multiplexed",
        90_112,
        16,
        61_870,
        List.of(
            new FeatureCollisions(
                "user",
                "multiplexed",
                2,
                14_638,
                0.071,
                0.325,
                0.401,
                0.327,
                0.399,
                25_310L,
                14_637L),
            new FeatureCollisions(
                "interests", "multiplexed", 2, 64, 0.212, 0.001, 0.726, null, null, null, null),
            new FeatureCollisions("hour", "exact", 2, 24, 0.071, 0, 0, 0.0, 0.0, 48L, 24L)),
        new RowNorms(61_870, 1, 0.421, 0.333, 1.82, 3.4, 0.085, bins),
        new WeightAngles(61.3, 12.5, 103.9),
        List.of(
            new HotRow(4711, 25_820, 0.0123, visitors, 7),
            new HotRow(5, 20_100, 0.01, visitors, 2)),
        List.of(new Neighbours("item", "shoes-0", nearest)));
  }
}
