/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Follows a table in a lake from a service: resolves aliases by Delta Kernel, keeps local copies of
 * versions, and moves to the next one by its increments. It knows Hadoop's file systems and no
 * Spark.
 */
@NullMarked
package org.unifiedembedding.lake;

import org.jspecify.annotations.NullMarked;
