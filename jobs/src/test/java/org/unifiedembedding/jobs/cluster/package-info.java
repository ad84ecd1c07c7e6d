/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * A Spark cluster of real processes for tests, and verbs that are submitted to it. {@code
 * TestCluster} is the way in.
 */
@NullMarked
package org.unifiedembedding.jobs.cluster;

import org.jspecify.annotations.NullMarked;
