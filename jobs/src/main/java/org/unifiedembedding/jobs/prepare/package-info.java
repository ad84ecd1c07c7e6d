/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Raw files in, numbered units of prepared examples out. The way of a record: {@link
 * org.unifiedembedding.jobs.prepare.SourceTables} reads it, {@link
 * org.unifiedembedding.jobs.prepare.RecordPlanner} says which columns mean what, {@link
 * org.unifiedembedding.jobs.prepare.RecordEncoder} checks and hashes it, one shuffle ({@link
 * org.unifiedembedding.jobs.prepare.ShuffleLayout}) orders it, {@link
 * org.unifiedembedding.jobs.prepare.UnitPacker} packs it, {@link
 * org.unifiedembedding.jobs.prepare.UnitReader} reads it back.
 */
@NullMarked
package org.unifiedembedding.jobs.prepare;

import org.jspecify.annotations.NullMarked;
