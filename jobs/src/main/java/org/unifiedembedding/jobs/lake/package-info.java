/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Reading and writing Delta tables and the files of versions. What Spark's own reader and writer
 * cannot do is here: conditional commits, pinned files, rows straight out of shards.
 */
@NullMarked
package org.unifiedembedding.jobs.lake;

import org.jspecify.annotations.NullMarked;
