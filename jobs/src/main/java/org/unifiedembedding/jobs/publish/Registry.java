/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.Mark;

/**
 * The published versions of a table and their aliases: an append-only Delta table of events. One
 * commit publishes a version and moves its alias, so a reader sees both or neither. Thread-safe.
 *
 * <p>Every commit checks that it follows the event it has read; one that comes second reads again
 * and decides again.
 */
public final class Registry {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "event bigint, at string, action string, version bigint, run_id string, path string, "
              + "manifest_sha256 string, alias string");

  private static final String EVENT = "event";
  private static final String PUBLISH = "publish";
  private static final String ALIAS = "alias";

  /** Tries of a commit when others commit at the same time; each try takes about a second. */
  private static final int TRIES = 20;

  private final SparkSession spark;
  private final DeltaLake lake;
  private final String path;
  private final Clock clock;

  public Registry(SparkSession spark, String path, Clock clock) {
    this.spark = spark;
    this.lake = new DeltaLake(spark);
    this.path = path;
    this.clock = clock;
  }

  /** The registry of the context's table. */
  static Registry of(VerbContext context) {
    return new Registry(context.spark(), context.paths().registry(), Clock.systemUTC());
  }

  /**
   * Publishes a run's version under the next number and moves an alias to it. A run that is
   * published already is not published again, and moves nothing.
   *
   * @param folder of the version, relative to the table's folder
   * @param alias null: none moves
   */
  public Version publish(
      String runId, String folder, String manifestSha256, @Nullable String alias) {
    lake.create(path, SCHEMA, List.of(), Map.of());
    History after =
        commit(
            history ->
                history.ofRun(runId).isPresent()
                    ? List.of()
                    : publication(history, runId, folder, manifestSha256, alias));
    return after.ofRun(runId).orElseThrow();
  }

  private List<Row> publication(
      History history, String runId, String folder, String sha256, @Nullable String alias) {
    List<Row> rows = new ArrayList<>();
    long number = history.nextNumber();
    String now = clock.instant().toString();
    rows.add(
        RowFactory.create(history.events(), now, PUBLISH, number, runId, folder, sha256, null));
    if (alias != null) {
      rows.add(move(history, alias, number, now));
    }
    return rows;
  }

  /**
   * Moves an alias to a published version, as for a rollback. An alias that is there already does
   * not move.
   *
   * @throws UnifiedEmbeddingException USAGE when there is no such version
   */
  public Version moveAlias(String alias, String reference) {
    Version target = history().resolve(reference);
    commit(
        history ->
            Long.valueOf(target.number()).equals(history.aliases().get(alias))
                ? List.of()
                : List.of(move(history, alias, target.number(), clock.instant().toString())));
    return target;
  }

  private static Row move(History history, String alias, long version, String at) {
    checkAlias(alias);
    return RowFactory.create(history.events(), at, ALIAS, version, null, null, null, alias);
  }

  private static void checkAlias(String alias) {
    if (!alias.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid alias: '%s' (must be at most 64 letters, digits, '-' and '_', a letter first)"
              .formatted(alias));
    }
  }

  /** Commits what {@code decide} wants to add to the newest history; nothing when it is empty. */
  private History commit(Function<History, List<Row>> decide) {
    UnifiedEmbeddingException last = null;
    for (int i = 0; i < TRIES; i++) {
      History history = history();
      List<Row> rows = decide.apply(history);
      if (rows.isEmpty()) {
        return history;
      }
      Dataset<Row> data = spark.createDataFrame(rows, SCHEMA).coalesce(1);
      long event = history.events();
      try {
        lake.commit(path, data, List.of(new Mark(EVENT, event - 1, event)));
        return history();
      } catch (UnifiedEmbeddingException e) {
        if (e.code() != ErrorCode.CONFLICT) {
          throw e;
        }
        last = e;
      }
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.CONFLICT,
        "Cannot commit to the registry %s: %d tries came second. Publish again later."
            .formatted(path, TRIES),
        last);
  }

  /** What the registry says now; one that does not exist is empty. */
  public History history() {
    return lake.exists(path) ? read(lake.version(path)) : History.EMPTY;
  }

  private History read(long deltaVersion) {
    List<Version> versions = new ArrayList<>();
    List<AliasMove> moves = new ArrayList<>();
    long events = 0;
    for (Row row : lake.read(path, deltaVersion).orderBy(EVENT, "version").collectAsList()) {
      long event = row.getAs(EVENT);
      long version = row.getAs("version");
      String at = row.getAs("at");
      events = event + 1;
      if (PUBLISH.equals(row.getAs("action"))) {
        versions.add(
            new Version(
                version, row.getAs("run_id"), row.getAs("path"), row.getAs("manifest_sha256"), at));
      } else {
        moves.add(new AliasMove(event, row.getAs(ALIAS), version, at));
      }
    }
    return new History(events, versions, moves);
  }
}
