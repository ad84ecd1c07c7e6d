/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** The hash specification as Spark SQL sees it. Tests only: the jobs use the expressions. */
@NullMarked
package org.unifiedembedding.jobs.address;

import org.jspecify.annotations.NullMarked;
