/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** Publishing the candidate of a run behind its gate, and loading what is published. */
@NullMarked
package org.unifiedembedding.jobs.publish;

import org.jspecify.annotations.NullMarked;
