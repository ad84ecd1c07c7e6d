/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** What the benchmarks of kernels share. Each benchmark is in the package of what it measures. */
@NullMarked
package org.unifiedembedding.benchmarks;

import org.jspecify.annotations.NullMarked;
