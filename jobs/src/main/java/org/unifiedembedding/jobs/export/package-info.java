/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Versions in fewer bits: self-contained folders for the loaders, whose manifest says what was lost
 * by rounding.
 */
@NullMarked
package org.unifiedembedding.jobs.export;

import org.jspecify.annotations.NullMarked;
