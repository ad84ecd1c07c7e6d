/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * The command line: options, exit codes, stored results, progress. Verbs live in packages of their
 * own and are listed in {@code org.unifiedembedding.jobs.Main}.
 */
@NullMarked
package org.unifiedembedding.jobs.cli;

import org.jspecify.annotations.NullMarked;
