/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * How good predictions are. Accumulators take examples one by one and can be merged, so that each
 * partition counts for itself.
 */
@NullMarked
package org.unifiedembedding.embedding.metric;

import org.jspecify.annotations.NullMarked;
