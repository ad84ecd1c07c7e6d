/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import org.unifiedembedding.embedding.snapshot.Increment;

/**
 * An increment in the lake.
 *
 * @param folder its path in the table's folder
 */
record LakeIncrement(String folder, Increment increment) {}
