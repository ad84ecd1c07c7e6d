/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

/**
 * What a verb hands back.
 *
 * @param values a record or a map that Jackson can write; the {@code result} of the JSON
 * @param text the same for people, in a few lines, without a trailing line break
 */
public record VerbResult(Object values, String text) {}
