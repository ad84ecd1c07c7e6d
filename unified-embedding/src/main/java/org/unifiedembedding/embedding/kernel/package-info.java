/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Loops over primitive arrays that decide the speed. Scalar and SIMD twins give the same results
 * within rounding.
 */
@NullMarked
package org.unifiedembedding.embedding.kernel;

import org.jspecify.annotations.NullMarked;
