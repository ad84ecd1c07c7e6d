/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;

/** What the registry promises of its numbers. */
final class RegistryCheck {
  private RegistryCheck() {}

  /** One text for each promise that is broken. */
  static List<String> of(History history) {
    List<String> damage = new ArrayList<>();
    Set<String> runs = new HashSet<>();
    long event = -1;
    long version = 0;
    for (Event found : history.events()) {
      if (found.number() != event && found.number() != event + 1) {
        damage.add(
            "registry: event %d follows event %d (must be without holes)"
                .formatted(found.number(), event));
      }
      event = found.number();
      if (found.change() instanceof Change.Publish publish) {
        if (publish.version() != version + 1) {
          damage.add(
              "registry: version %d follows version %d (must be without holes)"
                  .formatted(publish.version(), version));
        }
        if (!runs.add(publish.runId())) {
          damage.add("registry: run %s is published twice".formatted(publish.runId()));
        }
        version = publish.version();
      } else if (history.version(found.change().version()).isEmpty()) {
        damage.add(
            "registry: event %d is about version %d, which is not published"
                .formatted(found.number(), found.change().version()));
      }
    }
    return damage;
  }
}
