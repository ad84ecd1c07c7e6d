/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Checking that everything published is there, whole and as it was published. */
@NullMarked
package org.unifiedembedding.jobs.verify;

import org.jspecify.annotations.NullMarked;
