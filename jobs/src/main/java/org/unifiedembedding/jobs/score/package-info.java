/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Scores prepared examples as a Spark job, with the rows of a running training (validation) or of a
 * loaded version (evaluation).
 */
@NullMarked
package org.unifiedembedding.jobs.score;

import org.jspecify.annotations.NullMarked;
