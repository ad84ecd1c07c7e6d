/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The messages between a worker and a shard, and the shard's side as a pure state machine. No
 * clock, no thread and no network in here, so that a simulator and a server run the same code.
 */
@NullMarked
package org.unifiedembedding.sharding.protocol;

import org.jspecify.annotations.NullMarked;
