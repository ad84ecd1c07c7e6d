/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.unifiedembedding.embedding.error.ErrorCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code ue <verb> ...}: which verb with which options; {@link Invocation} does the rest. */
public final class UeCommand {
  private final List<Verb> verbs;
  private final Console console;
  private final StopRequest stop;

  /** A command line that nobody asks to stop. */
  public UeCommand(List<Verb> verbs, Console console) {
    this(verbs, console, new StopRequest());
  }

  public UeCommand(List<Verb> verbs, Console console, StopRequest stop) {
    this.verbs = List.copyOf(verbs);
    this.console = console;
    this.stop = stop;
  }

  /** Runs the command line and returns the exit code; throws nothing. */
  public int execute(String... arguments) {
    return commandLine().execute(arguments);
  }

  private CommandLine commandLine() {
    CommandSpec top = CommandSpec.create().name("ue").mixinStandardHelpOptions(true);
    top.usageMessage().description("One hashed embedding table for all features, on Spark.");
    top.version(version());
    CommandLine line = new CommandLine(top);
    for (Verb verb : verbs) {
      CommandLine sub = new CommandLine(verb);
      sub.getCommandSpec().mixinStandardHelpOptions(true).version(version());
      sub.addMixin(CommonOptions.MIXIN, new CommonOptions());
      line.addSubcommand(sub);
    }
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setExecutionStrategy(this::dispatch);
    return line;
  }

  private static String version() {
    String version = UeCommand.class.getPackage().getImplementationVersion();
    return "Unified Embedding " + (version == null ? "(run from the build)" : version);
  }

  private int dispatch(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (!parsed.hasSubcommand()) {
      parsed.commandSpec().commandLine().usage(console.err());
      return ErrorCode.USAGE.exitCode();
    }
    return new Invocation(parsed.subcommand().commandSpec(), console, stop).execute();
  }
}
