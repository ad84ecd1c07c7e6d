/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.registry.Change;
import org.unifiedembedding.embedding.registry.Event;
import org.unifiedembedding.embedding.registry.History;

class RegistryCheckTest {

  private static Event event(long number, Change change) {
    return new Event(number, "2026-01-02T03:04:05Z", "ann", change);
  }

  private static Change publish(long version, String runId) {
    return new Change.Publish(version, runId, "versions/" + runId, "sha", null);
  }

  private static List<String> check(Event... events) {
    return RegistryCheck.of(new History(Stream.of(events).toList()));
  }

  @Test
  void aRegistryWithoutHolesIsWhole() {
    assertThat(
            check(
                event(0, publish(1, "a")),
                event(0, new Change.Move(1, "production", null)),
                event(1, publish(2, "b")),
                event(2, new Change.Pin(1, "study"))))
        .isEmpty();
    assertThat(check()).isEmpty();
  }

  @Test
  void namesEveryHole() {
    assertThat(
            check(
                event(1, publish(1, "a")),
                event(2, publish(3, "a")),
                event(4, new Change.Move(7, "production", null))))
        .containsExactly(
            "registry: event 1 follows event -1 (must be without holes)",
            "registry: version 3 follows version 1 (must be without holes)",
            "registry: run a is published twice",
            "registry: event 4 follows event 2 (must be without holes)",
            "registry: event 4 is about version 7, which is not published");
  }
}
