/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * A deterministic simulation of rounds over the real shards and an unreliable network. A seed gives
 * one history; the tests run many.
 */
@NullMarked
package org.unifiedembedding.sharding.simulate;

import org.jspecify.annotations.NullMarked;
