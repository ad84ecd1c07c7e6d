/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * How a message reaches the shard that it names. A client does not know whether that shard lives in
 * its own JVM.
 */
@NullMarked
package org.unifiedembedding.sharding.transport;

import org.jspecify.annotations.NullMarked;
