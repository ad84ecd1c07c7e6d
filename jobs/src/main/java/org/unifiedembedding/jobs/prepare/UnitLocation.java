/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.Serializable;

/**
 * Where a unit of examples lies.
 *
 * @param part train, validation or test
 * @param unit its number in the part, from 0; numbers of empty units are left out
 * @param size examples in it, at least 1
 * @param file URI of the Parquet file that holds it
 */
public record UnitLocation(String part, int unit, int size, String file) implements Serializable {}
