/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The one kind of exception that users meet. Its code decides the exit code of the command line.
 */
@NullMarked
package org.unifiedembedding.embedding.error;

import org.jspecify.annotations.NullMarked;
