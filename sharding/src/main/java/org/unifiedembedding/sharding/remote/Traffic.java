/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

/**
 * What went over connections since they were first made, a server's by shard, a client's by host.
 *
 * @param bytesIn bytes of frames read
 * @param bytesOut bytes of frames written
 * @param pulls pulls asked for
 * @param pushes pushes asked for
 * @param duplicates pushes that the shard had already
 * @param refused requests that were refused
 * @param waitNanos time of pulls from request to answer, those that were parked included
 */
public record Traffic(
    long bytesIn,
    long bytesOut,
    long pulls,
    long pushes,
    long duplicates,
    long refused,
    long waitNanos) {}
