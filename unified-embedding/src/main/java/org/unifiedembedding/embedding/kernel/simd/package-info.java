/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The SIMD twins, which need the module jdk.incubator.vector. Nothing outside loads them by type.
 */
@NullMarked
package org.unifiedembedding.embedding.kernel.simd;

import org.jspecify.annotations.NullMarked;
