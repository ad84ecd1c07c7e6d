/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Channels over real sockets. */
@NullMarked
package org.unifiedembedding.sharding.channel;

import org.jspecify.annotations.NullMarked;
