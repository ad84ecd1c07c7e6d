/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * A published version as a service sees it, with neither Spark nor Hadoop. It opens the snapshot by
 * mapping its files.
 */
@NullMarked
package org.unifiedembedding.embedding.loader;

import org.jspecify.annotations.NullMarked;
