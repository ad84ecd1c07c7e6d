/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.Registry;

/** Checks the registry and what it names. */
final class VerifyJob {
  private final VerbContext context;
  private final Storage storage;

  VerifyJob(VerbContext context) {
    this.context = context;
    this.storage = new Storage(context.hadoop());
  }

  /**
   * Checks one version, or the registry and all versions that are not retired.
   *
   * @param reference number or alias; null: all
   */
  Findings run(@Nullable String reference) {
    History history = Registry.of(context).history();
    List<String> damage = new ArrayList<>();
    List<String> orphans = new ArrayList<>();
    if (reference == null) {
      damage.addAll(RegistryCheck.of(history));
      orphans.addAll(folders(history));
    }
    List<Version> versions =
        reference == null ? present(history) : List.of(history.resolve(reference));
    for (Version version : versions) {
      context.progress().stage("verify: version " + version.number());
      VersionCheck check = new VersionCheck(context, version);
      check.run();
      damage.addAll(check.damage());
      orphans.addAll(check.orphans());
    }
    return new Findings(versions.stream().map(Version::number).toList(), damage, orphans);
  }

  private static List<Version> present(History history) {
    Map<Long, Event> retired = history.retired();
    return history.versions().stream()
        .filter(version -> !retired.containsKey(version.number()))
        .toList();
  }

  /** Folders beside the versions that are none: a candidate that is complete is not one of them. */
  private List<String> folders(History history) {
    Set<String> present =
        present(history).stream()
            .map(version -> context.paths().table() + "/" + version.path())
            .collect(Collectors.toCollection(HashSet::new));
    Map<String, Version> all =
        history.versions().stream()
            .collect(
                Collectors.toMap(
                    version -> context.paths().table() + "/" + version.path(), version -> version));
    List<String> orphans = new ArrayList<>();
    for (String folder : storage.list(context.paths().table() + "/versions")) {
      Version retired = present.contains(folder) ? null : all.get(folder);
      if (retired != null) {
        orphans.add(
            "%s: remains of version %d, which is retired; ue retain --apply removes them"
                .formatted(folder, retired.number()));
      } else if (!present.contains(folder)
          && new VersionFolder(context.hadoop(), folder).manifestText().isEmpty()) {
        orphans.add(
            folder + ": no complete version; training writes it, or was stopped while it did");
      }
    }
    return orphans;
  }
}
