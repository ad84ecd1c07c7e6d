/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.AliasState;
import org.unifiedembedding.jobs.registry.Publication;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.jobs.registry.Registry;
import org.unifiedembedding.jobs.registry.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb publish. */
@Command(name = "publish", description = "Publish the run's version and move an alias to it.")
public final class PublishVerb implements Verb {
  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Alias that moves; default: publish.alias of the configuration.")
  private @Nullable String alias;

  @Override
  public VerbResult run(VerbContext context) {
    String name = Objects.requireNonNullElse(alias, context.config().publish().alias());
    Registry registry = Registry.of(context);
    Version published = publish(context, registry, name);
    String path = PublishedVersion.folderOf(context, published).path();
    boolean moved = AliasState.of(registry.history(), name).version() == published.number();
    String text =
        "version %d of run %s%s%n%s"
            .formatted(published.number(), published.runId(), moved ? ", alias " + name : "", path);
    return new VerbResult(
        new Published(published.number(), published.runId(), path, moved ? name : ""), text);
  }

  private static Version publish(VerbContext context, Registry registry, String alias) {
    VersionFolder folder = new VersionFolder(context.hadoop(), context.paths().version());
    folder.checkParts(folder.manifest());
    String sha256 = PublishedVersion.sha256(folder.manifestText().orElseThrow());
    Publication publication =
        new Publication(context.runId(), "versions/" + context.runId(), sha256, null);
    AliasState from = alias.isEmpty() ? null : AliasState.of(registry.history(), alias);
    return registry
        .publish(publication, from)
        .orElseThrow(
            () ->
                new UnifiedEmbeddingException(
                    ErrorCode.CONFLICT, "Alias '" + alias + "' moved meanwhile."));
  }
}
