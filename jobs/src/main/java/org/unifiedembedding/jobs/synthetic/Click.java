/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

/**
 * One row of the click log.
 *
 * @param day from 1
 * @param values [PlantedModel.FEATURES] value numbers, -1 where missing
 * @param list value numbers of the list-valued column, all different
 * @param numbers [PlantedModel.NUMBERS], NaN where missing
 * @param probability the planted truth
 * @param label 1 with that probability, else 0
 */
record Click(int day, int[] values, int[] list, double[] numbers, double probability, int label) {}
