/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import org.jspecify.annotations.Nullable;

/**
 * How much a feature shares its rows. A look-up is a pair (value, chunk); what is counted is the
 * number of other look-ups that a look-up meets in its row, as a mean over the feature's look-ups
 * (not weighted by traffic).
 *
 * <p>With N_f values, c_f chunks and n_f = N_f * c_f look-ups of feature f, and M hashed rows, a
 * multiplexed table expects (n_f - 1) / M meetings with the same feature and (sum n_g - n_f) / M
 * with others. With one chunk, the first one's mean over all values is (N / M) * H with H = sum
 * N_f^2 / N^2; per-feature tables expect N / M (Coleman et al., Unified Embedding, NeurIPS 2023,
 * sections 3 and 4). Features that share a hash meet on purpose; such meetings are observed but not
 * expected.
 *
 * @param feature its name
 * @param address multiplexed, per-feature or exact
 * @param chunks look-ups of a value
 * @param distinct values of the training data, N_f
 * @param lookupShare its share of all look-ups of the training data, in [0, 1]
 * @param expectedSame meetings with look-ups of the same feature that the formula expects
 * @param expectedOther meetings with look-ups of other features that the formula expects
 * @param observedSame meetings with the same feature in this table; null: values are not known
 * @param observedOther meetings with other features; null: values are not known
 * @param rows different rows that its values use; null: values are not known
 * @param addresses different combinations of rows that its values have: where it equals {@code
 *     distinct}, the table can tell all values apart; null: values are not known
 */
public record FeatureCollisions(
    String feature,
    String address,
    int chunks,
    long distinct,
    double lookupShare,
    double expectedSame,
    double expectedOther,
    @Nullable Double observedSame,
    @Nullable Double observedOther,
    @Nullable Long rows,
    @Nullable Long addresses) {}
