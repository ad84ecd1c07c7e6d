/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** The entry point, which knows all verbs. Everything else lies in the packages below. */
@NullMarked
package org.unifiedembedding.jobs;

import org.jspecify.annotations.NullMarked;
