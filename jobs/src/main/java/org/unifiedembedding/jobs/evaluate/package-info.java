/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Judging a model on a part of the prepared examples. Validation reads the shards of a running
 * training, evaluation reads the candidate through the loader, so that what is judged is what is
 * published.
 */
@NullMarked
package org.unifiedembedding.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
