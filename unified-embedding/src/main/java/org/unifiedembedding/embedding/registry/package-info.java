/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What the registry of a table says, as pure values: its events, and the versions, aliases and pins
 * that they lead to. Who reads the table of events, and by what, is not its business.
 */
@NullMarked
package org.unifiedembedding.embedding.registry;

import org.jspecify.annotations.NullMarked;
