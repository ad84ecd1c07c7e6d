/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The features of a model as the user names them. Immutable records that configuration, manifest
 * and loaders share.
 */
@NullMarked
package org.unifiedembedding.embedding.feature;

import org.jspecify.annotations.NullMarked;
