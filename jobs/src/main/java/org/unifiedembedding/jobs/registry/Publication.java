/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.jspecify.annotations.Nullable;

/**
 * What is published.
 *
 * @param path of the version's folder, relative to the table's folder
 * @param gate what the gate found, as JSON; null: it was not asked
 */
public record Publication(
    String runId, String path, String manifestSha256, @Nullable String gate) {}
