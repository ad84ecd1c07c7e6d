/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import org.jspecify.annotations.Nullable;

/**
 * How far a host has come with writing its rows; JSON on the control plane. Neither a file nor an
 * error: it is at work.
 */
record WriteState(@Nullable WrittenFile file, @Nullable String error) {}
