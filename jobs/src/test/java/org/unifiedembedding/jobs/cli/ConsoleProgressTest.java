/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, UTF_8);

  private String text() {
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }

  @Test
  void rewritesOneLineOnATerminal() {
    ConsoleProgress progress = new ConsoleProgress(err, true, now::get);
    progress.stage("train");
    progress.update("round 1");
    progress.update("too soon");
    now.addAndGet(200_000_000L);
    progress.update("round 2");
    progress.close();
    assertThat(text()).isEqualTo("train\n\r\u001b[K  round 1\r\u001b[K  round 2\n");
  }

  @Test
  void writesALineNowAndThenElsewhere() {
    ConsoleProgress progress = new ConsoleProgress(err, false, now::get);
    progress.stage("train");
    progress.update("round 1");
    now.addAndGet(1_000_000_000L);
    progress.update("too soon");
    now.addAndGet(9_000_000_000L);
    progress.update("round 12");
    progress.close();
    assertThat(text()).isEqualTo("train\n  round 1\n  round 12\n");
  }
}
