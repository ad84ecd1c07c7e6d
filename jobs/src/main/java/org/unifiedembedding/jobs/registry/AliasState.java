/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.unifiedembedding.embedding.registry.History;

/**
 * Where an alias pointed when somebody decided to move it.
 *
 * @param version its number; {@link #NONE}: there was no such alias
 */
public record AliasState(String alias, long version) {
  /** The version of an alias that names none. */
  public static final long NONE = 0;

  /** Where an alias points now. */
  public static AliasState of(History history, String alias) {
    return new AliasState(alias, history.aliases().getOrDefault(alias, NONE));
  }

  /** Whether the alias still points there. */
  boolean holds(History history) {
    return equals(of(history, alias));
  }
}
