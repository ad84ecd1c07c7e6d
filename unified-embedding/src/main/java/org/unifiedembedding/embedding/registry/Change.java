/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What an event of the registry changed. */
public sealed interface Change {

  /** Number of the version that it is about. */
  long version();

  /** Its word in the registry's table. */
  @JsonProperty
  String action();

  /**
   * A version exists from here on.
   *
   * @param path of its folder, relative to the table's folder
   * @param manifestSha256 of the manifest's bytes, which name the checksums of all other files
   * @param gate what the gate found, as JSON; null: it was not asked
   */
  record Publish(
      long version, String runId, String path, String manifestSha256, @Nullable String gate)
      implements Change {
    static final String ACTION = "publish";

    @Override
    public String action() {
      return ACTION;
    }
  }

  /**
   * An alias names the version from here on.
   *
   * @param undoes number of the event whose move is taken back; null: this is no rollback
   */
  record Move(long version, String alias, @Nullable Long undoes) implements Change {
    static final String ACTION = "alias";

    @Override
    public String action() {
      return ACTION;
    }
  }

  /** The version stays whatever the rules of retention say. */
  record Pin(long version, String reason) implements Change {
    static final String ACTION = "pin";

    @Override
    public String action() {
      return ACTION;
    }
  }

  /** The rules of retention hold for the version again. */
  record Unpin(long version, String reason) implements Change {
    static final String ACTION = "unpin";

    @Override
    public String action() {
      return ACTION;
    }
  }

  /** The version's files go; its number is never given again. */
  record Retire(long version, String reason) implements Change {
    static final String ACTION = "retire";

    @Override
    public String action() {
      return ACTION;
    }
  }
}
