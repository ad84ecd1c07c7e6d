/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.diff.FeatureDrift;
import org.unifiedembedding.jobs.evaluate.Evaluation;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;

/**
 * What was measured of a candidate, and of the live version where there is one.
 *
 * @param judged the candidate on its test part; null: it was not, as {@code basis} says
 * @param judgedLive the live version on the same examples; null: it was not, as {@code basis} says
 * @param basis what both were judged on
 * @param touchedShare share of the candidate's rows that training touched
 * @param liveTouchedShare the same of the live version; null: there is none
 * @param collisions of each feature; empty: not measured
 * @param drift from the live version to the candidate; null: there is none, or it was not measured
 * @param startedFromLive whether the candidate was trained on from the live version
 */
record Measured(
    @Nullable Evaluation judged,
    @Nullable Evaluation judgedLive,
    String basis,
    double touchedShare,
    @Nullable Double liveTouchedShare,
    List<FeatureCollisions> collisions,
    @Nullable List<FeatureDrift> drift,
    boolean startedFromLive) {}
