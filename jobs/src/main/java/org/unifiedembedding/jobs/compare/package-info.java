/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Trains several tables on the same prepared examples and puts their metrics side by side: layouts,
 * look-ups, budgets and seeds. The right number of look-ups and the right budget are results of
 * such a comparison.
 */
@NullMarked
package org.unifiedembedding.jobs.compare;

import org.jspecify.annotations.NullMarked;
