/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The parameter-server shards of one JVM. {@link org.unifiedembedding.sharding.ShardGroup} is the
 * way in.
 */
@NullMarked
package org.unifiedembedding.sharding;

import org.jspecify.annotations.NullMarked;
