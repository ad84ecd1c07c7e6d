/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What changed from one version to another: rows, vectors, metrics, configuration. Both are read as
 * recommenders read them.
 */
@NullMarked
package org.unifiedembedding.jobs.diff;

import org.jspecify.annotations.NullMarked;
