/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Prepared examples as blocks of primitive arrays. The byte format is docs/spec/examples.md. */
@NullMarked
package org.unifiedembedding.embedding.example;

import org.jspecify.annotations.NullMarked;
