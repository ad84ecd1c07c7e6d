/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Member;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.ConfigText;
import org.unifiedembedding.jobs.config.RunConfig;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** One verb with its options: configuration, run id, work, output, exit code. */
final class Invocation {
  private static final Logger LOG = LoggerFactory.getLogger(Invocation.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CommandSpec spec;
  private final Verb verb;
  private final CommonOptions options;
  private final Console console;
  private final StopRequest stop;
  private String runId;
  private String where = "the root";

  Invocation(CommandSpec spec, Console console, StopRequest stop) {
    this.spec = spec;
    this.verb = (Verb) spec.userObject();
    CommandSpec common = Objects.requireNonNull(spec.mixins().get(CommonOptions.MIXIN));
    this.options = (CommonOptions) common.userObject();
    this.console = console;
    this.stop = stop;
    this.runId = Objects.requireNonNullElse(options.runId(), "");
  }

  /** Does it and returns the exit code; throws nothing. */
  int execute() {
    ConsoleProgress progress =
        new ConsoleProgress(console.err(), console.terminal(), System::nanoTime);
    try {
      StoredResult result =
          run(console.terminal() || options.progress() ? progress : Progress.silent());
      progress.close();
      print(result);
      return 0;
    } catch (Exception | Error e) {
      // The outermost frame of the work: whatever it was becomes an exit code.
      progress.close();
      return fail(e);
    }
  }

  private StoredResult run(Progress progress) throws Exception {
    RunConfig config = configuration();
    runId = runId.isEmpty() ? ConfigText.runId(config) : checked(runId);
    Storage storage = Storage.of(config.spark());
    RunPaths paths = new RunPaths(storage.absolute(config.root()), config.name(), runId);
    where = paths.table();
    progress.stage(spec.name() + ": run " + runId + " of " + paths.table());
    try (SessionSupplier session = new SessionSupplier("ue " + spec.name(), config.spark())) {
      stop.cancelBy(session::cancelJobs);
      VerbContext context = new VerbContext(config, runId, session, progress, paths);
      return new VerbRunner(storage, Clock.systemUTC())
          .run(verb, spec.name(), ownOptions(), context);
    }
  }

  private RunConfig configuration() {
    if (options.conf() != null) {
      if (verb.builtIn().isPresent()) {
        throw new UnifiedEmbeddingException(
            ErrorCode.USAGE,
            "Invalid --conf: ue "
                + spec.name()
                + " brings its own configuration (change its values with --set)");
      }
      return ConfigReader.read(new ConfigSource.File(options.conf()), options.set());
    }
    Verb.BuiltIn builtIn =
        verb.builtIn()
            .orElseThrow(
                () ->
                    new UnifiedEmbeddingException(
                        ErrorCode.USAGE,
                        "Missing --conf (give the table's configuration, as --conf"
                            + " conf/movielens.conf)"));
    Map<String, String> overrides = new LinkedHashMap<>(builtIn.overrides());
    overrides.putAll(options.set());
    return ConfigReader.read(builtIn.source(), overrides);
  }

  private static String checked(String runId) {
    if (!runId.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid --run-id: '"
              + runId
              + "' (must be letters, digits, '-', '_' and '.', the first a letter or digit)");
    }
    return runId;
  }

  /** The values of the options and parameters that only this verb has. */
  private Map<String, String> ownOptions() {
    Map<String, String> own = new TreeMap<>();
    for (ArgSpec argument : spec.args()) {
      Object value = argument.getValue();
      boolean ofVerb =
          argument.userObject() instanceof Member member
              && member.getDeclaringClass().isInstance(verb);
      if (ofVerb && value != null) {
        String name =
            argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
        own.put(name, value.toString());
      }
    }
    return own;
  }

  private int fail(Throwable thrown) {
    Failure failure = stop.made() ? Failure.stopped() : Failure.of(thrown, where);
    boolean internal = failure.code().equals(Failure.INTERNAL);
    LOG.atLevel(internal ? Level.ERROR : Level.DEBUG)
        .setCause(thrown)
        .log("ue {} failed", spec.name());
    console.err().println("ue " + spec.name() + ": " + failure.message());
    if (options.json()) {
      print("error", failure);
    }
    return failure.exitCode();
  }

  private void print(StoredResult result) {
    if (options.json()) {
      print("result", result.result());
    } else {
      console.out().println(result.text());
    }
  }

  private void print(String key, Object value) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("verb", spec.name());
    line.put("runId", runId);
    line.put(key, value);
    try {
      console.out().println(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value.getClass(), e);
    }
  }
}
