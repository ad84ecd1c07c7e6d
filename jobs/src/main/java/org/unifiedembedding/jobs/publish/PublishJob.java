/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.export.ExportJob;
import org.unifiedembedding.jobs.gate.Gate;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.AliasState;
import org.unifiedembedding.jobs.registry.Publication;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.jobs.registry.Registry;
import org.unifiedembedding.jobs.report.GateReport;
import org.unifiedembedding.jobs.report.ReportJson;

/**
 * Publishes the candidate of a run. The commit moves the alias only from the version that the gate
 * compared with; where another publisher was faster, the gate judges again against what is live
 * then.
 */
final class PublishJob {
  /** Times that the gate judges; each takes as long as scoring the test part twice. */
  private static final int TRIES = 5;

  private final VerbContext context;
  private final Registry registry;

  PublishJob(VerbContext context) {
    this.context = context;
    this.registry = Registry.of(context);
  }

  /**
   * Publishes unless the run is published already.
   *
   * @param alias that moves; empty: none
   * @throws UnifiedEmbeddingException GATE_REFUSED where a check of the gate failed, CONFLICT where
   *     the alias never stood still, USAGE where the run's version is retired
   */
  Published run(String alias) {
    VersionFolder folder = new VersionFolder(context.hadoop(), context.paths().version());
    for (int i = 0; i < TRIES; i++) {
      History history = registry.history();
      Optional<Version> version = history.ofRun(context.runId());
      if (version.isEmpty()) {
        version = publish(folder, alias, history);
      }
      if (version.isPresent()) {
        return published(version.orElseThrow(), alias);
      }
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.CONFLICT,
        "Cannot publish run '%s': alias '%s' moved %d times while the gate compared with what it named. Publish again when the others are done."
            .formatted(context.runId(), alias, TRIES));
  }

  private Optional<Version> publish(VersionFolder folder, String alias, History history) {
    folder.checkParts(folder.manifest());
    String sha256 = ManifestJson.sha256(folder.manifestText().orElseThrow());
    AliasState from = alias.isEmpty() ? null : AliasState.of(history, alias);
    PublishedVersion live = live(from);
    GateReport gate = Gate.pass(context, folder, alias, live);
    for (String format : context.config().publish().exports()) {
      new ExportJob(context, folder, RowFormat.of(format)).run();
    }
    if (live != null) {
      new PublishedIncrements(context, live, folder).write();
    }
    String path = "versions/" + context.runId();
    return registry.publish(
        new Publication(context.runId(), path, sha256, ReportJson.write(gate)), from);
  }

  private @Nullable PublishedVersion live(@Nullable AliasState from) {
    return from == null || from.version() == AliasState.NONE
        ? null
        : PublishedVersion.of(context, Long.toString(from.version()));
  }

  private Published published(Version version, String alias) {
    History history = registry.history();
    history.resolve(Long.toString(version.number())); // refuses a retired one
    boolean moved = AliasState.of(history, alias).version() == version.number();
    return new Published(
        version.number(),
        version.runId(),
        PublishedVersion.folderOf(context, version).path(),
        moved ? alias : "",
        history
            .gateOf(version.number())
            .map(text -> ReportJson.readGate(text, registry.path()))
            .orElse(null));
  }
}
