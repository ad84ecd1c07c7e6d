/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** The bytes of the wire format, kept for ever. */
@NullMarked
package org.unifiedembedding.sharding.wire;

import org.jspecify.annotations.NullMarked;
