/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * A batch of examples on its way through the table and the head. One object per thread carries all
 * buffers, so that the training loop allocates nothing.
 */
@NullMarked
package org.unifiedembedding.embedding.batch;

import org.jspecify.annotations.NullMarked;
