/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The floats themselves, with undo images and touched marks. Stores know nothing of workers' order,
 * attempts or threads: their caller holds the shard's lock.
 */
@NullMarked
package org.unifiedembedding.sharding.store;

import org.jspecify.annotations.NullMarked;
