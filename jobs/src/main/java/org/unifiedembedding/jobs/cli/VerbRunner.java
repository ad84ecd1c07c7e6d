/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.config.ConfigText;

/**
 * Runs a verb once for a run id and configuration. The first verb of a run leaves {@code
 * configuration.json} in the run's folder; every later one must come with the same configuration.
 */
public final class VerbRunner {
  /** Differences that an error lists before it only counts them. */
  private static final int SHOWN_DIFFERENCES = 5;

  /** Reads what a newer build may have added to. */
  private static final ObjectMapper READER =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Storage storage;
  private final Clock clock;

  public VerbRunner(Storage storage, Clock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  /**
   * The verb's result: the stored one where the verb keeps it and has finished before.
   *
   * @param name the verb's word
   * @param options the verb's own options, part of what makes two commands the same
   * @throws UnifiedEmbeddingException CONFLICT when the run id belongs to another configuration
   * @throws Exception whatever the verb throws
   */
  public StoredResult run(Verb verb, String name, Map<String, String> options, VerbContext context)
      throws Exception {
    StoredResult empty = empty(name, options, context);
    if (verb.repeat() == Verb.Repeat.RUNS_AGAIN) {
      return filled(empty, verb.run(context));
    }
    boolean claimed = claim(context);
    String file = context.paths().result(name);
    Optional<String> stored = storage.read(file);
    if (stored.isPresent()) {
      StoredResult result = parse(file, stored.orElseThrow(), new TypeReference<>() {});
      checkSame(context.runId(), result.configuration(), empty.configuration());
      checkSame(context.runId(), result.options(), options);
      context
          .progress()
          .stage(name + ": run " + context.runId() + " finished " + result.finished());
      return result;
    }
    try {
      StoredResult result = filled(empty, verb.run(context));
      storage.write(file, write(result));
      return result;
    } catch (Exception | Error e) {
      if (claimed) {
        storage.delete(configurationFile(context));
      }
      throw e;
    }
  }

  /**
   * The values of a verb that has finished; empty where it has not.
   *
   * @param type what the verb's {@link VerbResult#values} are
   */
  public <T> Optional<T> stored(RunPaths paths, String verb, Class<T> type) {
    String file = paths.result(verb);
    return storage
        .read(file)
        .map(text -> values(file, parse(file, text, new TypeReference<>() {}), type));
  }

  /** The values of a result. */
  public static <T> T values(String file, StoredResult result, Class<T> type) {
    try {
      return READER.treeToValue(result.result(), type);
    } catch (JsonProcessingException e) {
      throw unreadable(file, e);
    }
  }

  /** Whether this call is the run's first. */
  private boolean claim(VerbContext context) {
    Map<String, String> configuration = ConfigText.ofRun(context.config(), "");
    String file = configurationFile(context);
    Optional<String> stored = storage.read(file);
    if (stored.isPresent()) {
      checkSame(
          context.runId(),
          parse(file, stored.orElseThrow(), new TypeReference<>() {}),
          configuration);
      return false;
    }
    storage.write(file, write(configuration));
    return true;
  }

  private static String configurationFile(VerbContext context) {
    return context.paths().run() + "/configuration.json";
  }

  private static void checkSame(String runId, Map<String, String> before, Map<String, String> now) {
    List<String> differences = ConfigText.differences(before, now);
    if (differences.isEmpty()) {
      return;
    }
    String shown =
        String.join("; ", differences.subList(0, Math.min(differences.size(), SHOWN_DIFFERENCES)));
    String more =
        differences.size() > SHOWN_DIFFERENCES
            ? "; and " + (differences.size() - SHOWN_DIFFERENCES) + " more"
            : "";
    throw new UnifiedEmbeddingException(
        ErrorCode.CONFLICT,
        "Run '%s' has another configuration: %s%s (give another --run-id, or the run's configuration)"
            .formatted(runId, shown, more));
  }

  private StoredResult empty(String name, Map<String, String> options, VerbContext context) {
    return new StoredResult(
        name,
        context.config().name(),
        context.runId(),
        "",
        new TreeMap<>(options),
        ConfigText.ofRun(context.config(), name),
        JSON.nullNode(),
        "");
  }

  private StoredResult filled(StoredResult empty, VerbResult result) {
    return new StoredResult(
        empty.verb(),
        empty.table(),
        empty.runId(),
        clock.instant().toString(),
        empty.options(),
        empty.configuration(),
        JSON.valueToTree(result.values()),
        result.text());
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value.getClass(), e);
    }
  }

  private static <T> T parse(String file, String text, TypeReference<T> type) {
    try {
      return JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw unreadable(file, e);
    }
  }

  private static UnifiedEmbeddingException unreadable(String file, JsonProcessingException e) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Cannot read " + file + ": " + e.getOriginalMessage() + " (remove it or restore it)",
        e);
  }
}
