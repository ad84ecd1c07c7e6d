/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The content of {@code result-<verb>.json}: what a finished verb found.
 *
 * @param finished the time in ISO 8601, UTC
 * @param options the verb's own options and parameters by name
 * @param configuration the keys that decide the result
 * @param text the result for people
 */
public record StoredResult(
    String verb,
    String table,
    String runId,
    String finished,
    Map<String, String> options,
    Map<String, String> configuration,
    JsonNode result,
    String text) {}
