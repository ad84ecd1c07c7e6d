/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.optimizer;

/**
 * Counts how often and when each row is looked up, and trains it by another optimizer from a number
 * of look-ups on: rare values then neither spend the budget's rows nor overfit, and rows that
 * nobody looks up any more can be found and evicted. Source of both: Y. Liu et al., Monolith: Real
 * time recommendation system with collisionless embedding table, 2022, section 2.1 (frequency
 * filtering and expiry).
 *
 * <p>Two floats behind the other optimizer's state: the sightings, negative while the row waits;
 * and the last day. They are saved and restored with the row. A sighting is a step whose gradient
 * the row takes part in, whatever the number of examples.
 *
 * @param inner updates the rows that are admitted
 * @param admission sightings from which on a row is trained, the one that trains it included, &gt;=
 *     1
 * @param day of the run, days since 1970-01-01; 0: not known
 */
public record CountingOptimizer(RowOptimizer inner, int admission, int day)
    implements RowOptimizer {

  private static final int COUNTERS = 2;

  /** Floats count exactly up to here. */
  private static final int MAX_ADMISSION = 1 << 24;

  public CountingOptimizer {
    if (admission < 1 || admission > MAX_ADMISSION) {
      throw new IllegalArgumentException(
          "Invalid admission: " + admission + " (must be in [1, " + MAX_ADMISSION + "])");
    }
    if (day < 0 || day > MAX_ADMISSION) {
      throw new IllegalArgumentException(
          "Invalid day: " + day + " (must be in [0, " + MAX_ADMISSION + "])");
    }
  }

  @Override
  public int stateSize(int width) {
    return inner.stateSize(width) + COUNTERS;
  }

  @Override
  public void initialiseState(float[] state, int width, int rows) {
    int size = inner.stateSize(width);
    float[] first = new float[size];
    inner.initialiseState(first, width, 1);
    for (int row = 0; row < rows; row++) {
      int at = row * (size + COUNTERS);
      System.arraycopy(first, 0, state, at, size);
      state[at + size] = 0;
      state[at + size + 1] = 0;
    }
  }

  @Override
  public String stateMeaning() {
    return inner.stateMeaning() + ", sightings and last day";
  }

  @Override
  public void update(
      float[] weights,
      int weightOffset,
      float[] state,
      int stateOffset,
      float[] gradient,
      int gradientOffset,
      int width,
      float scale) {
    int at = stateOffset + inner.stateSize(width);
    float sightings = Math.abs(state[at]) + 1;
    boolean admitted = state[at] > 0 || sightings >= admission;
    state[at] = admitted ? sightings : -sightings;
    state[at + 1] = day;
    if (admitted) {
      inner.update(
          weights, weightOffset, state, stateOffset, gradient, gradientOffset, width, scale);
    }
  }

  @Override
  public boolean isTrained(float[] state, int stateOffset, int width) {
    return state[stateOffset + inner.stateSize(width)] > 0;
  }

  @Override
  public void markTrained(float[] state, int stateOffset, int width) {
    int at = stateOffset + inner.stateSize(width);
    state[at] = admission;
    state[at + 1] = day;
  }

  /** How often a row with this state was seen. */
  public long sightings(float[] state, int stateOffset, int width) {
    return (long) Math.abs(state[stateOffset + inner.stateSize(width)]);
  }

  /** When a row with this state was seen last, days since 1970-01-01; 0: not known. */
  public int lastDay(float[] state, int stateOffset, int width) {
    return (int) state[stateOffset + inner.stateSize(width) + 1];
  }
}
