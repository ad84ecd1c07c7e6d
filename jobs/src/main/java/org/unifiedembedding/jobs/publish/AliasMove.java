/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

/**
 * An alias was set.
 *
 * @param event number of the commit, ascending
 * @param alias its name
 * @param version that it points to since then
 * @param at when it moved, ISO-8601
 */
public record AliasMove(long event, String alias, long version, String at) {}
