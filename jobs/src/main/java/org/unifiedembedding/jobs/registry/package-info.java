/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The registry of a table: which versions are published, where aliases point, what is pinned. Its
 * commits are the one point of truth; the verbs here change nothing else.
 */
@NullMarked
package org.unifiedembedding.jobs.registry;

import org.jspecify.annotations.NullMarked;
