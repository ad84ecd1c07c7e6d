/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import org.unifiedembedding.embedding.batch.EmbeddingBatch;

/**
 * Buffers of one step of a logical worker.
 *
 * @param batch its batch
 * @param headGradient [P]
 */
public record WorkerMemory(EmbeddingBatch batch, float[] headGradient) {}
