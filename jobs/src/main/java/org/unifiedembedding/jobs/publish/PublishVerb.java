/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Publishes the candidate of a run, or moves an alias between published versions. */
@Command(
    name = "publish",
    description = "Publish the run's version and move an alias to it; with --to only move.")
public final class PublishVerb implements Verb {
  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Alias that moves; default: publish.alias of the configuration.")
  private @Nullable String alias;

  @Option(
      names = "--to",
      paramLabel = "REF",
      description = "Publish nothing: move the alias to this number or alias, as for a rollback.")
  private @Nullable String version;

  @Override
  public Repeat repeat() {
    return version == null ? Repeat.KEEPS_RESULT : Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String name = Objects.requireNonNullElse(alias, context.config().publish().alias());
    Registry registry = Registry.of(context);
    Version published =
        version == null ? publish(context, registry, name) : move(registry, name, version);
    String path = context.paths().table() + "/" + published.path();
    boolean moved = Long.valueOf(published.number()).equals(registry.history().aliases().get(name));
    String text =
        "version %d of run %s%s%n%s"
            .formatted(published.number(), published.runId(), moved ? ", alias " + name : "", path);
    return new VerbResult(
        new Published(published.number(), published.runId(), path, moved ? name : ""), text);
  }

  private static Version publish(VerbContext context, Registry registry, String alias) {
    VersionFolder folder = new VersionFolder(context.hadoop(), context.paths().version());
    folder.checkParts(folder.manifest());
    String sha256 = sha256(folder.manifestText().orElseThrow());
    String path = "versions/" + context.runId();
    return registry.publish(context.runId(), path, sha256, alias.isEmpty() ? null : alias);
  }

  private static Version move(Registry registry, String alias, String version) {
    if (alias.isEmpty()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE, "Missing --alias: --to " + version + " needs an alias to move.");
    }
    return registry.moveAlias(alias, version);
  }

  static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
