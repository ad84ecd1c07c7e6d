/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs;

import java.util.List;
import org.unifiedembedding.jobs.cli.Verb;

/** The process behind {@code ue}. */
public final class Main {
  private Main() {}

  /** Every verb, in the order of the help page. A new verb is added here and nowhere else. */
  static List<Verb> verbs() {
    return List.of();
  }
}
