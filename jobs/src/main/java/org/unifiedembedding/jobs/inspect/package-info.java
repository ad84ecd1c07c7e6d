/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What a trained table looks like inside: who shares rows with whom, how long rows are, which are
 * hot. Pure computations over a loaded version and the values of the training data.
 */
@NullMarked
package org.unifiedembedding.jobs.inspect;

import org.jspecify.annotations.NullMarked;
