/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The two streams of a command: results go to {@code out}, everything else to {@code err}.
 *
 * @param terminal whether a person reads {@code err}
 */
public record Console(PrintStream out, PrintStream err, boolean terminal) {

  /** Set by the launcher, since Java 17 cannot tell whether standard error is a terminal. */
  private static final String TERMINAL_VARIABLE = "UE_TERMINAL";

  /** Set by spark-submit; a driver on a Worker has inherited the variable but not the terminal. */
  private static final String DEPLOY_MODE = "spark.submit.deployMode";

  /**
   * The streams of this process. What anyone else prints on standard output goes to standard error
   * from now on, so that the result stays clean.
   */
  public static Console ofProcess() {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    System.setOut(err);
    boolean terminal =
        "1".equals(System.getenv(TERMINAL_VARIABLE))
            && !"cluster".equals(System.getProperty(DEPLOY_MODE));
    return new Console(out, err, terminal);
  }
}
