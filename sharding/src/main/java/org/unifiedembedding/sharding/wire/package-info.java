/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The bytes of requests and answers, see docs/spec/wire.md. Knows frames and buffers, neither
 * threads nor addresses.
 */
@NullMarked
package org.unifiedembedding.sharding.wire;

import org.jspecify.annotations.NullMarked;
