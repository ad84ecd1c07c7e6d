/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Tests of what tasks see of the shards. */
@NullMarked
package org.unifiedembedding.sharding.client;

import org.jspecify.annotations.NullMarked;
