/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What a task sees of the shards: a session trains, an access lists, fills and evaluates the table.
 * The trainer uses nothing else of this module while a round runs.
 */
@NullMarked
package org.unifiedembedding.sharding.client;

import org.jspecify.annotations.NullMarked;
