/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
  private static final Path REFERENCE = Path.of("../conf/reference.conf");
  private static final Path PAGE = Path.of("../docs/configuration.md");

  /** With {@code -Dpage=write} the page is written instead of compared. */
  @Test
  void isUpToDate() throws IOException {
    String page = ConfigurationPage.of(Files.readAllLines(REFERENCE));
    if ("write".equals(System.getProperty("page"))) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as("docs/configuration.md is stale: run dev/update-configuration-page")
        .hasContent(page);
  }

  @Test
  void makesAHeadingForASectionAndARowForAKey() {
    List<String> reference =
        List.of(
            "# Every key.",
            "",
            "name = \"\"  # The name.",
            "# How to train.",
            "train {",
            "  epochs = 10 # Most passes.",
            "}",
            "spark {} # Spark's own.");
    assertThat(ConfigurationPage.of(reference))
        .contains("Every key.")
        .contains("| `name` | `\"\"` | The name. |")
        .contains("## train\n\nHow to train.\n\n| key | default | meaning |")
        .contains("| `epochs` | `10` | Most passes. |")
        .contains("| `spark` | `{}` | Spark's own. |");
  }
}
