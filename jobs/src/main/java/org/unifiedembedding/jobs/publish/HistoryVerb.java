/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import picocli.CommandLine.Command;

/** Lists what is published. */
@Command(
    name = "history",
    description = "List the published versions, what they started from and where aliases point.")
public final class HistoryVerb implements Verb {

  /** What history says. */
  record Listing(List<Listed> versions, Map<String, Long> aliases, List<AliasMove> moves) {}

  /**
   * A published version with where it came from.
   *
   * @param parent number of the version that training started from; null: from scratch, or not
   *     known since the published manifest is gone
   */
  record Listed(@JsonUnwrapped Version version, @Nullable Long parent) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    History history = Registry.of(context).history();
    List<Listed> versions =
        history.versions().stream()
            .map(
                version ->
                    new Listed(
                        version,
                        parent(context, version)
                            .flatMap(history::ofRun)
                            .map(Version::number)
                            .orElse(null)))
            .toList();
    Map<String, Long> aliases = history.aliases();
    return new VerbResult(new Listing(versions, aliases, history.moves()), text(versions, aliases));
  }

  /** The run id in the published manifest; a missing or changed one does not hide the version. */
  private static Optional<String> parent(VerbContext context, Version version) {
    VersionFolder folder = PublishedVersion.folderOf(context, version);
    return folder
        .manifestText()
        .filter(text -> PublishVerb.sha256(text).equals(version.manifestSha256()))
        .flatMap(text -> Optional.ofNullable(ManifestJson.read(text, folder.path()).parent()));
  }

  private static String text(List<Listed> versions, Map<String, Long> aliases) {
    if (versions.isEmpty()) {
      return "nothing is published";
    }
    return versions.stream()
        .map(listed -> line(listed.version(), listed.parent(), aliases))
        .collect(Collectors.joining("\n"));
  }

  private static String line(Version version, @Nullable Long parent, Map<String, Long> aliases) {
    return "%d  %s  %s%s%s"
        .formatted(
            version.number(),
            version.at(),
            version.runId(),
            parent == null ? "" : ", from version " + parent,
            names(version, aliases));
  }

  private static String names(Version version, Map<String, Long> aliases) {
    String names =
        aliases.entrySet().stream()
            .filter(alias -> alias.getValue() == version.number())
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : "  <- " + names;
  }
}
