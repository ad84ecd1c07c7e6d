/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Update rules for the rows of the table and for the head's weights. Rows are updated only when a
 * step touches them.
 */
@NullMarked
package org.unifiedembedding.embedding.optimizer;

import org.jspecify.annotations.NullMarked;
