/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The small dense models on top of the embeddings. Each maps the inputs of an example to one logit
 * and goes back.
 */
@NullMarked
package org.unifiedembedding.embedding.head;

import org.jspecify.annotations.NullMarked;
