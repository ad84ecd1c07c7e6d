/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The checks that a candidate must pass before an alias moves to it. Measuring is a Spark job; what
 * is checked against which bound is decided without Spark.
 */
@NullMarked
package org.unifiedembedding.jobs.gate;

import org.jspecify.annotations.NullMarked;
