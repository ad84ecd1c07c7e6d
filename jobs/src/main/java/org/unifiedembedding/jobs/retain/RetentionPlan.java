/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.retain;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which versions stay and which go, each with the reason.
 *
 * @param kept by number
 * @param retired by number; those that were retired before are not in it
 */
record RetentionPlan(Map<Long, String> kept, Map<Long, String> retired) {
  RetentionPlan {
    kept = new TreeMap<>(kept);
    retired = new TreeMap<>(retired);
  }
}
