/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class HtmlReportTest {
  private static final Pattern LOADS =
      Pattern.compile("(?i)<(script|link|img|iframe)[^>]*\\s(src|href)=[\"']?+(?!data:|#)");

  @Test
  void pageLoadsNothing() {
    String page = HtmlReport.render(ReportFixture.full());
    assertThat(LOADS.matcher(page).find()).isFalse();
    assertThat(page).doesNotContain("@import", "url(");
  }

  @Test
  void textsOfTheDataCannotBecomeMarkup() {
    String page = HtmlReport.render(ReportFixture.full());
    assertThat(page).doesNotContain("<script>document.title", "<b>&");
    assertThat(page).contains("\\u003c/script>\\u003cscript>document.title");
  }

  @Test
  void libraryIsThereWithItsLicence() {
    assertThat(HtmlReport.render(ReportFixture.full()))
        .contains("var uPlot=", "Permission is hereby granted, free of charge", "Leon Sorokin");
  }

  @Test
  void jsonHasEveryNumberAndNullForWhatIsNotKnown() throws IOException {
    JsonNode report = new ObjectMapper().readTree(ReportJson.write(ReportFixture.full()));
    assertThat(report.at("/quality/metrics/auc").asDouble()).isEqualTo(0.8187);
    assertThat(report.at("/quality/peers/1/logLoss").isNull()).isTrue();
    assertThat(report.at("/rounds/0/validationAuc").isNull()).isTrue();
    assertThat(report.at("/rounds/11/examplesPerSecond").asDouble()).isGreaterThan(100_000);
    assertThat(report.at("/inspection/features/0/observedSame").asDouble()).isEqualTo(0.327);
    assertThat(report.at("/inspection/features/1").has("observedSame")).isFalse();
  }

  @Test
  void jsonReadBackIsTheSameReport() {
    String json = ReportJson.write(ReportFixture.full());

    RunReport read = ReportJson.read(json, "run-report.json");

    assertThat(ReportJson.write(read)).isEqualTo(json);
    assertThat(read.rounds().get(0).validationAuc()).isNaN();
    assertThat(Objects.requireNonNull(read.gate()).passed()).isFalse();
  }

  @Test
  void whatTheGateFoundReplacesWhatItFoundBefore() throws IOException {
    RunReport report = ReportFixture.empty().build().withGate(ReportFixture.gate());

    JsonNode gate = new ObjectMapper().readTree(ReportJson.write(report)).path("gate");

    assertThat(gate.path("passed").asBoolean(true)).isFalse();
    assertThat(gate.at("/checks/1/outcome").asText()).isEqualTo("FAILED");
    assertThat(gate.at("/checks/2/value").isNull()).isTrue();
  }

  @Test
  void damagedJsonIsRefused() {
    assertThatThrownBy(() -> ReportJson.readGate("{\"checks\": [", "runs/a/gate.json"))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageStartingWith("Cannot read runs/a/gate.json: ")
        .hasMessageEndingWith("(remove it)");
  }

  @Test
  void emptyReportIsAPageToo() {
    assertThat(HtmlReport.render(ReportFixture.empty().build()))
        .startsWith("<!doctype html>")
        .contains("\"rounds\" : [ ]")
        .doesNotContain("\"quality\"");
  }
}
