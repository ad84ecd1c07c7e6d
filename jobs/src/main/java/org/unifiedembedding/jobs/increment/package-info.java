/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Increments from one version to another, for loaders that move on without the whole snapshot. One
 * Spark task compares one file of both snapshots.
 */
@NullMarked
package org.unifiedembedding.jobs.increment;

import org.jspecify.annotations.NullMarked;
