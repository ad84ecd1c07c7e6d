/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The values of a version with their vectors as a Delta table that always holds one version whole.
 * Moving it to another version writes what changed.
 */
@NullMarked
package org.unifiedembedding.jobs.materialize;

import org.jspecify.annotations.NullMarked;
