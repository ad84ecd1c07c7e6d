/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What a table is made of, which shard owns which rows, and what that costs in memory. A plan is
 * immutable and made before anything is allocated.
 */
@NullMarked
package org.unifiedembedding.sharding.plan;

import org.jspecify.annotations.NullMarked;
