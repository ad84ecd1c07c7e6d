/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import picocli.CommandLine.Command;

/** Lists what is published, and who changed what when. */
@Command(
    name = "history",
    description =
        "List the published versions with what they started from, aliases and pins, then who"
            + " changed what when, and why.")
public final class HistoryVerb implements Verb {

  /** What history says. */
  record Listing(List<Listed> versions, Map<String, Long> aliases, List<Event> events) {}

  /**
   * A published version with where it came from and what holds for it now.
   *
   * @param parent number of the version that training started from; null: from scratch, or not
   *     known since the published manifest is gone
   * @param pinned why it is pinned; null: it is not
   * @param retired when its files went, ISO-8601; null: they are there
   */
  record Listed(
      @JsonUnwrapped Version version,
      @Nullable Long parent,
      @Nullable String pinned,
      @Nullable String retired) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    History history = Registry.of(context).history();
    List<Listed> versions =
        history.versions().stream().map(version -> listed(context, history, version)).toList();
    Map<String, Long> aliases = history.aliases();
    return new VerbResult(
        new Listing(versions, aliases, history.events()),
        text(versions, aliases, history.events()));
  }

  private static Listed listed(VerbContext context, History history, Version version) {
    Event pin = history.pins().get(version.number());
    Event retired = history.retired().get(version.number());
    return new Listed(
        version,
        parent(context, version).flatMap(history::ofRun).map(Version::number).orElse(null),
        pin == null ? null : ((Change.Pin) pin.change()).reason(),
        retired == null ? null : retired.at());
  }

  /** The run id in the published manifest; a missing or changed one does not hide the version. */
  private static Optional<String> parent(VerbContext context, Version version) {
    VersionFolder folder = PublishedVersion.folderOf(context, version);
    return folder
        .manifestText()
        .filter(text -> ManifestJson.sha256(text).equals(version.manifestSha256()))
        .flatMap(text -> Optional.ofNullable(ManifestJson.read(text, folder.path()).parent()));
  }

  private static String text(List<Listed> versions, Map<String, Long> aliases, List<Event> events) {
    if (versions.isEmpty()) {
      return "nothing is published";
    }
    return Stream.of(
            versions.stream().map(listed -> line(listed, aliases)),
            Stream.of(""),
            events.stream()
                .map(event -> "%s  %s %s".formatted(event.at(), event.actor(), event.text())))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  private static String line(Listed listed, Map<String, Long> aliases) {
    Version version = listed.version();
    return "%d  %s  %s%s%s%s%s"
        .formatted(
            version.number(),
            version.at(),
            version.runId(),
            listed.parent() == null ? "" : ", from version " + listed.parent(),
            listed.retired() == null ? "" : ", retired " + listed.retired(),
            listed.pinned() == null ? "" : ", pinned: " + listed.pinned(),
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
