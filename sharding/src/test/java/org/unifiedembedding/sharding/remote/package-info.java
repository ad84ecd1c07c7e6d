/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Shards and workers that reach each other by real sockets and, where it matters, processes. */
@NullMarked
package org.unifiedembedding.sharding.remote;

import org.jspecify.annotations.NullMarked;
