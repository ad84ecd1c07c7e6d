/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

/**
 * Examples as a struct of arrays, example-major; S single-valued, M multi-valued and N numeric
 * columns in the order of the {@link ExampleSchema}. The arrays are the block's own and are not
 * copied: treat them as read-only. They may be longer than their shapes where they were used
 * before.
 *
 * @param size number of examples, n
 * @param labels [n], each in [0, 1]
 * @param weights [n], each &gt;= 0
 * @param single [n, S] fingerprints
 * @param multiStart [n, M] prefix sums with one more entry: list m of example i is
 *     multi[multiStart[i * M + m]] up to multi[multiStart[i * M + m + 1]]
 * @param multi fingerprints of all lists
 * @param numeric [n, N] transformed numbers
 */
public record ExampleBlock(
    int size,
    float[] labels,
    float[] weights,
    long[] single,
    int[] multiStart,
    long[] multi,
    float[] numeric) {}
