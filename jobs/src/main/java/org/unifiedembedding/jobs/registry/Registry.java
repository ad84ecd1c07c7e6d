/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.Mark;
import org.unifiedembedding.jobs.lake.NewFile;

/**
 * The published versions of a table, their aliases and pins: an append-only Delta table of events.
 * One commit publishes a version and moves its alias, so a reader sees both or neither.
 * Thread-safe.
 *
 * <p>Every commit checks that it follows the event it has read; one that comes second reads again
 * and decides again.
 */
public final class Registry {
  private static final String EVENT = "event";

  /** Tries of a commit when others commit at the same time; each try takes about a second. */
  private static final int TRIES = 20;

  private final Configuration hadoop;
  private final DeltaLake lake;
  private final String path;
  private final Clock clock;
  private final String actor;

  /**
   * The registry at a path.
   *
   * @param actor who makes the changes
   */
  public Registry(SparkSession spark, String path, Clock clock, String actor) {
    this.hadoop = spark.sessionState().newHadoopConf();
    this.lake = new DeltaLake(spark);
    this.path = path;
    this.clock = clock;
    this.actor = actor;
  }

  /** The registry of the context's table, for the user that Hadoop knows. */
  public static Registry of(VerbContext context) {
    return of(context.spark(), context.paths());
  }

  /** The registry of a table, for the user that Hadoop knows. */
  static Registry of(SparkSession spark, RunPaths paths) {
    return new Registry(spark, paths.registry(), Clock.systemUTC(), currentUser());
  }

  private static String currentUser() {
    try {
      return UserGroupInformation.getCurrentUser().getShortUserName();
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot find out the current user: " + e.getMessage() + ".", e);
    }
  }

  /** Where the table of events is. */
  public String path() {
    return path;
  }

  /**
   * Publishes a run's version under the next number. A run that is published already is not
   * published again, and moves nothing.
   *
   * @param from the alias to move to the new version, and where it must still point for that; null:
   *     none moves
   * @return the run's version; empty, with nothing published, where the alias has moved meanwhile
   */
  public Optional<Version> publish(Publication publication, @Nullable AliasState from) {
    if (from != null) {
      Decisions.checkAlias(from.alias());
    }
    lake.create(path, EventRow.SCHEMA, List.of(), Map.of());
    return commit(history -> Decisions.publish(history, publication, from))
        .ofRun(publication.runId());
  }

  /**
   * Moves an alias to a published version. An alias that is there already does not move.
   *
   * @param expected version that the alias must name until then, by number or alias; null: any
   * @throws UnifiedEmbeddingException USAGE when there is no such version, CONFLICT when the alias
   *     names another version than the expected one
   */
  public Version moveAlias(String alias, String reference, @Nullable String expected) {
    Decisions.checkAlias(alias);
    return commit(history -> Decisions.move(history, alias, reference, expected))
        .named(alias)
        .orElseThrow();
  }

  /**
   * Moves an alias back to the version that it named before its last move that was not taken back
   * itself; repeated, it goes back further.
   *
   * @param expected version that the alias must name until then, by number or alias; null: any
   * @throws UnifiedEmbeddingException USAGE when there is nothing to go back to, CONFLICT when the
   *     alias names another version than the expected one
   */
  public Version rollback(String alias, @Nullable String expected) {
    return commit(history -> Decisions.rollback(history, alias, expected))
        .named(alias)
        .orElseThrow();
  }

  /**
   * Pins a version; with the same reason again it changes nothing.
   *
   * @throws UnifiedEmbeddingException USAGE when there is no such version
   */
  public Version pin(String reference, String reason) {
    return commit(history -> Decisions.pin(history, reference, reason)).resolve(reference);
  }

  /**
   * Ends the pin of a version; without one it changes nothing.
   *
   * @throws UnifiedEmbeddingException USAGE when there is no such version
   */
  public Version unpin(String reference, String reason) {
    return commit(history -> Decisions.unpin(history, reference, reason)).resolve(reference);
  }

  /**
   * Retires, in one commit, what {@code choose} finds in the newest history, with the reason for
   * each by number.
   *
   * @return the history afterwards
   */
  public History retire(Function<History, Map<Long, String>> choose) {
    return commit(
        history ->
            choose.apply(history).entrySet().stream()
                .map(entry -> (Change) new Change.Retire(entry.getKey(), entry.getValue()))
                .toList());
  }

  /**
   * Commits what {@code decide} wants to add to the newest history; nothing when it is empty.
   *
   * @return the history with it
   */
  private History commit(Function<History, List<Change>> decide) {
    UnifiedEmbeddingException last = null;
    for (int i = 0; i < TRIES; i++) {
      History history = history();
      List<Event> events = events(history.nextEvent(), decide.apply(history));
      if (events.isEmpty()) {
        return history;
      }
      long number = history.nextEvent();
      NewFile file = EventRow.write(path, events, hadoop);
      try {
        lake.commit(path, List.of(file), List.of(), List.of(new Mark(EVENT, number - 1, number)));
        return history.with(events);
      } catch (UnifiedEmbeddingException e) {
        if (e.code() != ErrorCode.CONFLICT) {
          throw e;
        }
        last = e;
      }
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.CONFLICT,
        "Cannot commit to the registry %s: %d tries came second. Repeat the command later."
            .formatted(path, TRIES),
        last);
  }

  private List<Event> events(long number, List<Change> changes) {
    String now = clock.instant().toString();
    return changes.stream().map(change -> new Event(number, now, actor, change)).toList();
  }

  /** What the registry says now; one that does not exist is empty. */
  public History history() {
    if (!lake.exists(path)) {
      return History.EMPTY;
    }
    return new History(
        lake.files(path, lake.version(path)).parallelStream()
            .flatMap(file -> EventRow.read(file, path, hadoop).stream())
            .sorted(Event.ORDER)
            .toList());
  }
}
