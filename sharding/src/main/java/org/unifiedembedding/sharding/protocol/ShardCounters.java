/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.protocol;

/** What a shard has been asked so far. Not thread-safe: used under the shard's lock. */
public final class ShardCounters {
  private long pulls;
  private long pushes;
  private long duplicates;
  private long gaps;
  private long refused;

  ShardCounters() {}

  void pulled() {
    pulls++;
  }

  void refused() {
    refused++;
  }

  void pushed(Answer answer) {
    if (answer instanceof Answer.Duplicate) {
      duplicates++;
    } else if (answer instanceof Answer.Gap) {
      gaps++;
    } else {
      pushes++;
    }
  }

  /** Pulls that were answered with values. */
  public long pulls() {
    return pulls;
  }

  /** Pushes that were taken. */
  public long pushes() {
    return pushes;
  }

  /** Pushes that had been taken before. */
  public long duplicates() {
    return duplicates;
  }

  /** Pushes that came before one that is missing. */
  public long gaps() {
    return gaps;
  }

  /** Messages that were refused when they came. */
  public long refusals() {
    return refused;
  }
}
