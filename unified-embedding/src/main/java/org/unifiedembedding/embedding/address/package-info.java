/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * From a feature's value to the rows of the table. The specification with golden values is
 * docs/spec/hash.md.
 */
@NullMarked
package org.unifiedembedding.embedding.address;

import org.jspecify.annotations.NullMarked;
