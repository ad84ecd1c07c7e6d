/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The files of a published version: the manifest and the Arrow files of its snapshot. The formats
 * are docs/spec/manifest.md and docs/spec/snapshot.md.
 */
@NullMarked
package org.unifiedembedding.embedding.snapshot;

import org.jspecify.annotations.NullMarked;
