/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.materialize;

import java.io.Serializable;
import java.util.Map;

/** A partition of the table. */
record Slice(String feature, int number) implements Serializable {

  /** Its partition columns as Delta keeps them. */
  Map<String, String> partition() {
    return Map.of("feature", feature, "slice", Integer.toString(number));
  }
}
