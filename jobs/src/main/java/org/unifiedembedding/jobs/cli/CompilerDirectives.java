/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/**
 * Keeps the JVM's last compiler from code that only starts things: planning a query, reading a
 * configuration, a commit. It would take a tenth of the processor time of a job of minutes, and
 * more of a short one. The same as {@code jcmd PID Compiler.directives_add}, which a flag would
 * announce on standard output.
 */
public final class CompilerDirectives {
  private static final String RESOURCE = "compiler-directives.json";

  private CompilerDirectives() {}

  /** Installs them beside what the process does first; a JVM that has no directives goes on. */
  public static void install() {
    Thread thread = new Thread(CompilerDirectives::tryToAdd, "ue-compiler-directives");
    thread.setDaemon(true);
    thread.start();
  }

  private static void tryToAdd() {
    try {
      add();
    } catch (IOException | JMException e) {
      LoggerFactory.getLogger(CompilerDirectives.class)
          .debug("Compiler directives cannot be installed", e);
    }
  }

  /** The JVM's answer. */
  static String add() throws IOException, JMException {
    Path file = Files.createTempFile("ue-", RESOURCE);
    try {
      try (InputStream directives = CompilerDirectives.class.getResourceAsStream(RESOURCE)) {
        Files.copy(Objects.requireNonNull(directives), file, StandardCopyOption.REPLACE_EXISTING);
      }
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "compilerDirectivesAdd",
                  new Object[] {new String[] {file.toString()}},
                  new String[] {String[].class.getName()});
    } finally {
      Files.delete(file);
    }
  }
}
