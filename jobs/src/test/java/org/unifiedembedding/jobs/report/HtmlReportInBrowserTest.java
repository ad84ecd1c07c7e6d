/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; skipped where there is none on the PATH. */
@Tag("slow")
class HtmlReportInBrowserTest {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void drawsEverySectionWithoutAComplaint() throws IOException, InterruptedException {
    String page = loaded(ReportFixture.full());
    assertThat(page)
        .contains(
            "<section id=\"summary\"", "<section id=\"rounds\"", "<section id=\"predictions\"")
        .contains("<section id=\"slices\"", "<section id=\"features\"", "<section id=\"norms\"")
        .contains("<section id=\"hot-rows\"", "<section id=\"neighbours\"")
        .contains("<section id=\"events\"", "<section id=\"configuration\"")
        .contains("<section id=\"provenance\"");
    assertThat(page.split("<canvas", -1)).hasSize(8);
    assertThat(page).contains("&lt;/script&gt;&lt;script&gt;").doesNotContain("<title>owned");
  }

  @Test
  void drawsTheCurvesOfASingleRound() throws IOException, InterruptedException {
    RunReportBuilder builder = ReportFixture.empty();
    builder.round(new RunReport.Round(0, 1, 10, 0.5, Double.NaN, Double.NaN, 1000, 0, 0));
    String page = loaded(builder.build());
    assertThat(page).contains("<section id=\"rounds\"");
    assertThat(page.split("<canvas", -1)).hasSize(4);
  }

  @Test
  void leavesOutWhatIsNotKnown() throws IOException, InterruptedException {
    String page = loaded(ReportFixture.empty().build());
    assertThat(page).contains("<h1 id=\"name\">clicks</h1>").doesNotContain("<section");
  }

  /** The page's elements after its script ran. */
  private String loaded(RunReport report) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("report.html"), HtmlReport.render(report));
    Path output = folder.resolve("dom.html");
    Path messages = folder.resolve("messages.txt");
    Process process =
        new ProcessBuilder(
                browser().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                file.toUri().toString())
            .redirectOutput(output.toFile())
            .redirectError(messages.toFile())
            .start();
    assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(messages)).doesNotContain("CONSOLE");
    return Files.readString(output);
  }

  private static Path browser() {
    Optional<Path> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(place -> BROWSERS.stream().map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "Skipped: no Chromium on the PATH, one of " + BROWSERS);
    return found.orElseThrow();
  }
}
