/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The tour of a new user: data whose best possible AUC is known, or MovieLens, through every step
 * up to vectors that are loaded again, with per-feature hashing of the same size beside it.
 */
@NullMarked
package org.unifiedembedding.jobs.quickstart;

import org.jspecify.annotations.NullMarked;
