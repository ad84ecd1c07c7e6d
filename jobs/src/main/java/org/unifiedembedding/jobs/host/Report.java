/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.SealResult;
import org.unifiedembedding.sharding.remote.HostAddress;

/**
 * What a host answers to an order; JSON on the control plane.
 *
 * @param memoryBytes heap that its shards take now
 * @param address where its shards are reached by sockets, if they are
 * @param sealed what its shards had, after a seal
 * @param written how far it is with writing its rows, after the question
 */
record Report(
    long memoryBytes,
    @Nullable HostAddress address,
    @Nullable SealResult sealed,
    @Nullable WriteState written) {}
