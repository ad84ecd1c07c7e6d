/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.jobs.cli.UeProcess;

/** Another process with the class path of this one. */
public final class TestJvm {
  private TestJvm() {}

  /**
   * The command of a main class.
   *
   * @param settings of Hadoop, for the session of tests
   */
  public static List<String> command(
      Class<?> main, Map<String, String> settings, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(UeProcess.SHORT_LIVED.split(" ")));
    command.addAll(List.of("-Xmx1g", "@" + Path.of("..", "dev", "jvm.options")));
    command.add("-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2.properties"));
    settings.forEach((key, value) -> command.add("-Dspark.hadoop." + key + "=" + value));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }
}
