/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Bytes between two JVMs, plain or inside TLS 1.3. Whoever reads and writes does not see which. */
@NullMarked
package org.unifiedembedding.sharding.channel;

import org.jspecify.annotations.NullMarked;
