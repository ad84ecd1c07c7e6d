/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.jobs.registry.Registry;

/**
 * Retires versions. One commit to the registry says which, decided on the newest history, so that
 * no alias and no pin can come between; then their files go. What a killed one left is removed by
 * the next.
 */
final class RetainJob {
  private static final Logger LOG = LoggerFactory.getLogger(RetainJob.class);

  private final VerbContext context;
  private final Registry registry;
  private final Storage storage;
  private final RetentionPlanner planner;

  RetainJob(VerbContext context, Instant now) {
    this.context = context;
    this.registry = Registry.of(context);
    this.storage = new Storage(context.hadoop());
    this.planner = new RetentionPlanner(context.config().retain(), now);
  }

  /** What would go. */
  Retained dryRun() {
    History history = registry.history();
    RetentionPlan plan = plan(history);
    Map<Long, String> going = remains(history);
    going.putAll(plan.retired());
    return new Retained(false, kept(history, plan), removed(history, going));
  }

  /** Lets it go. */
  Retained apply() {
    History history = registry.retire(newest -> plan(newest).retired());
    Retained retained =
        new Retained(true, kept(history, plan(history)), removed(history, remains(history)));
    for (Retained.Removed removed : retained.removed()) {
      Version version = history.version(removed.version()).orElseThrow();
      PublishedVersion.folderOf(context, version).delete();
      folders(version).forEach(storage::deleteFolder);
      LOG.info("Removed version {}: {} bytes", version.number(), removed.bytes());
    }
    return retained;
  }

  private RetentionPlan plan(History history) {
    return planner.plan(history, UnfinishedRuns.starts(storage, context.paths(), history));
  }

  /** Retired versions of which files are there. */
  private Map<Long, String> remains(History history) {
    Map<Long, String> remains = new TreeMap<>();
    history
        .retired()
        .forEach(
            (number, event) -> {
              Version version = history.version(number).orElseThrow();
              if (folders(version).stream().anyMatch(folder -> storage.bytes(folder).isPresent())) {
                remains.put(number, ((Change.Retire) event.change()).reason());
              }
            });
    return remains;
  }

  private static List<Retained.Kept> kept(History history, RetentionPlan plan) {
    List<Retained.Kept> kept = new ArrayList<>();
    plan.kept()
        .forEach(
            (number, reason) ->
                history
                    .version(number)
                    .ifPresent(v -> kept.add(new Retained.Kept(number, v.runId(), reason))));
    return kept;
  }

  private List<Retained.Removed> removed(History history, Map<Long, String> going) {
    List<Retained.Removed> removed = new ArrayList<>();
    going.forEach(
        (number, reason) -> {
          Version version = history.version(number).orElseThrow();
          long bytes =
              folders(version).stream().mapToLong(folder -> storage.bytes(folder).orElse(0)).sum();
          removed.add(new Retained.Removed(number, version.runId(), bytes, reason));
        });
    return removed;
  }

  /** What goes with a version, its own folder first. */
  private List<String> folders(Version version) {
    RunPaths paths = context.paths().ofRun(version.runId());
    return List.of(
        PublishedVersion.folderOf(context, version).path(),
        paths.exports(),
        paths.increments(),
        paths.checkpoint());
  }
}
