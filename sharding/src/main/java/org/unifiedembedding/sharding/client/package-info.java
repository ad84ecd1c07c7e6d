/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What a training or evaluating task sees of the shards. The trainer uses nothing else of this
 * module while a round runs.
 */
@NullMarked
package org.unifiedembedding.sharding.client;

import org.jspecify.annotations.NullMarked;
