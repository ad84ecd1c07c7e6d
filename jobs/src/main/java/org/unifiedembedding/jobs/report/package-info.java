/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What a run leaves for people: run-report.json and the page made of it. The page is one file that
 * needs no network.
 */
@NullMarked
package org.unifiedembedding.jobs.report;

import org.jspecify.annotations.NullMarked;
