/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** What mirrors log while it is open: message, and that of the cause. */
final class MirrorLog extends Handler implements AutoCloseable {
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Logger logger;

  MirrorLog() {
    LoggerFactory.getLogger(Mirror.class); // binds SLF4J to the loggers of the JDK
    logger = Logger.getLogger(Mirror.class.getName());
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.INFO);
    logger.addHandler(this);
  }

  /** One text a line. */
  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void publish(LogRecord line) {
    Throwable cause = line.getThrown();
    lines.add(
        line.getLevel()
            + " "
            + line.getMessage()
            + (cause == null ? "" : ": " + cause.getMessage()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
