/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.report.GateReport;

/**
 * What publish says.
 *
 * @param version its number
 * @param path folder of the version
 * @param alias that points to the version now, empty: none was moved
 * @param gate what the gate found before the version was published; null: it was not asked
 */
public record Published(
    long version, String runId, String path, String alias, @Nullable GateReport gate) {}
