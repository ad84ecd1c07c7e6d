/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

/** How long work says how far it is. Implementations are thread-safe. */
public interface Progress {

  /** A new stage begins, as in "prepare: reading 3 inputs". */
  void stage(String message);

  /**
   * Where the stage stands, as in "round 3 of 12, 210,000 examples/s, log-loss 0.412, 40 s left".
   * Cheap; may be called often, most calls are not shown.
   */
  void update(String message);

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void stage(String message) {}

      @Override
      public void update(String message) {}
    };
  }
}
