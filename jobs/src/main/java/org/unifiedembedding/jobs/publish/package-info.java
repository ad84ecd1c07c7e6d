/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Publishing versions, moving aliases, and looking at what is published. The registry's commits are
 * the one point of truth; a version's files never change.
 */
@NullMarked
package org.unifiedembedding.jobs.publish;

import org.jspecify.annotations.NullMarked;
