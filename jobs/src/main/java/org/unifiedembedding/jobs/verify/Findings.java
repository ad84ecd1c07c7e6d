/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * What verify found.
 *
 * @param versions numbers of the versions that were checked
 * @param damage what a reader would stumble over
 * @param orphans files and folders that nobody needs; they only cost space
 */
record Findings(List<Long> versions, List<String> damage, List<String> orphans) {
  Findings {
    versions = List.copyOf(versions);
    damage = List.copyOf(damage);
    orphans = List.copyOf(orphans);
  }

  /** For people. */
  String text() {
    List<String> lines = new ArrayList<>();
    damage.forEach(found -> lines.add("damage  " + found));
    orphans.forEach(found -> lines.add("orphan  " + found));
    lines.add(
        "versions %s: %d damages, %d orphans".formatted(versions, damage.size(), orphans.size()));
    return String.join("\n", lines);
  }
}
