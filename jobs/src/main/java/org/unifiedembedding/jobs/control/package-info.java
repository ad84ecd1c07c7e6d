/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The control plane: orders of a run's driver to the hosts of its shards and their reports, over
 * Spark's own RPC. Rows and gradients do not travel here.
 */
@NullMarked
package org.unifiedembedding.jobs.control;

import org.jspecify.annotations.NullMarked;
