/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class EventColumnsTest {
  private final Map<String, @Nullable Object> row = new HashMap<>();

  @BeforeEach
  void fillsWhatAllActionsHave() {
    row.put("event", 7L);
    row.put("at", "2026-01-02T03:04:05Z");
    row.put("actor", "ann");
    row.put("version", 3L);
  }

  private Change read(String action) {
    row.put("action", action);
    Event event = EventColumns.read(row::get, "lake/clicks/registry");
    assertThat(event.number()).isEqualTo(7);
    assertThat(event.change().action()).isEqualTo(action);
    return event.change();
  }

  @Test
  void readsEveryAction() {
    row.put("run_id", "a");
    row.put("path", "versions/a");
    row.put("manifest_sha256", "00aa");
    assertThat(read("publish")).isEqualTo(new Change.Publish(3, "a", "versions/a", "00aa", null));
    row.put("alias", "production");
    assertThat(read("alias")).isEqualTo(new Change.Move(3, "production", null));
    row.put("undoes", 5L);
    assertThat(read("alias")).isEqualTo(new Change.Move(3, "production", 5L));
    row.put("reason", "study");
    assertThat(read("pin")).isEqualTo(new Change.Pin(3, "study"));
    assertThat(read("unpin")).isEqualTo(new Change.Unpin(3, "study"));
    assertThat(read("retire")).isEqualTo(new Change.Retire(3, "study"));
  }

  @Test
  void rejectsActionOfANewerBuild() {
    assertRefused(
        "freeze",
        "Cannot read the registry lake/clicks/registry: it has the action 'freeze', which this"
            + " build does not know. Use a build as new as the one that wrote it.");
  }

  @Test
  void rejectsMissingValue() {
    assertRefused(
        "retire",
        "Cannot read the registry lake/clicks/registry: event 7 has no reason. Use a build as new"
            + " as the one that wrote it.");
  }

  private void assertRefused(String action, String message) {
    assertThatThrownBy(() -> read(action))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessage(message)
        .extracting(e -> ((UnifiedEmbeddingException) e).code())
        .isEqualTo(ErrorCode.BAD_FORMAT);
  }
}
