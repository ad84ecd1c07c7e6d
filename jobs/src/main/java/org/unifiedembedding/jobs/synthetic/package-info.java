/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * A click log whose true click probabilities are known, for the quickstart, tests and benchmarks.
 * Everything in it is a pure function of a seed.
 */
@NullMarked
package org.unifiedembedding.jobs.synthetic;

import org.jspecify.annotations.NullMarked;
