/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Removing versions that nobody needs any more. What goes is decided without Spark; the registry
 * says so before the first file goes.
 */
@NullMarked
package org.unifiedembedding.jobs.retain;

import org.jspecify.annotations.NullMarked;
