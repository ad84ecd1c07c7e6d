/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** From raw data to a published version in one command and one session. */
@NullMarked
package org.unifiedembedding.jobs.pipeline;

import org.jspecify.annotations.NullMarked;
