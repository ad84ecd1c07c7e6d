/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Where the shards of a run live: one object per JVM, keyed by run id. Tasks find the shards here
 * and nowhere else.
 */
@NullMarked
package org.unifiedembedding.jobs.host;

import org.jspecify.annotations.NullMarked;
