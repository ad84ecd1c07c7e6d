/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Requests and answers between JVMs: a server beside the shards, a transport beside the workers.
 * Both prove that they know the run's secret before anything else, and every wait in here ends.
 */
@NullMarked
package org.unifiedembedding.sharding.remote;

import org.jspecify.annotations.NullMarked;
