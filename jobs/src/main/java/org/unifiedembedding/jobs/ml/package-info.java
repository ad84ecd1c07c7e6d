/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The table as stages of spark.ml: {@link org.unifiedembedding.jobs.ml.UnifiedEmbedding} prepares
 * and trains as the verbs do, {@link org.unifiedembedding.jobs.ml.UnifiedEmbeddingModel} scores
 * frames with a version, {@link org.unifiedembedding.jobs.ml.UnifiedEmbeddingFunctions} gives SQL
 * its vectors. Params have getters that are called so, which is how spark.ml and PySpark find them.
 */
@NullMarked
package org.unifiedembedding.jobs.ml;

import org.jspecify.annotations.NullMarked;
