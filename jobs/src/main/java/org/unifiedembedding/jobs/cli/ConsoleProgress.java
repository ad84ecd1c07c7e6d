/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * Progress as lines: on a terminal the current state is one line that is rewritten, elsewhere a new
 * line now and then.
 */
final class ConsoleProgress implements Progress {
  /** Between two states on a terminal, in nanoseconds: five a second read calmly. */
  private static final long TERMINAL_INTERVAL = 200_000_000L;

  /** Between two states in a log file, in nanoseconds. */
  private static final long LOG_INTERVAL = 10_000_000_000L;

  /** Return to the line's start and clear it (ECMA-48 EL). */
  private static final String REWRITE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private long next;
  private boolean open;

  ConsoleProgress(PrintStream err, boolean terminal, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  @Override
  public synchronized void stage(String message) {
    close();
    err.println(message);
    next = nanoTime.getAsLong();
  }

  @Override
  public synchronized void update(String message) {
    long now = nanoTime.getAsLong();
    if (now - next < 0) {
      return;
    }
    next = now + (terminal ? TERMINAL_INTERVAL : LOG_INTERVAL);
    if (terminal) {
      err.print(REWRITE + "  " + message);
      err.flush();
      open = true;
    } else {
      err.println("  " + message);
    }
  }

  /** Ends the line that is being rewritten. */
  synchronized void close() {
    if (open) {
      err.println();
      open = false;
    }
  }
}
