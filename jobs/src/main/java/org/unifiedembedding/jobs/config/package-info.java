/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** The configuration as records. conf/reference.conf says what each key means. */
@NullMarked
package org.unifiedembedding.jobs.config;

import org.jspecify.annotations.NullMarked;
