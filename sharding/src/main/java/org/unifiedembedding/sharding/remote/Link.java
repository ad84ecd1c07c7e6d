/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.WireShape;

/** What all connections of a run have in common, on both of their sides. */
public record Link(WireShape shape, RunSecret secret, Security security, SocketSettings settings) {}
