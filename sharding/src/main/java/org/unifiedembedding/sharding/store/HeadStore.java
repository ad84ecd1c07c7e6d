/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.optimizer.HeadOptimizer;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * The head: one flat vector of P weights, its optimizer's state and the number of its updates.
 * Readers in this JVM get the vector itself.
 */
public final class HeadStore implements Store {
  private final HeadOptimizer optimizer;
  private final VectorKernels kernels = VectorKernels.best();
  private final float[] weights;
  private final float[] state;
  private long step;
  private final float[] @Nullable [] held;
  private boolean imaged;
  private float @Nullable [] weightImage;
  private float @Nullable [] stateImage;
  private long stepImage;

  public HeadStore(TableSpec spec) {
    optimizer = spec.headOptimizer();
    weights = new float[spec.headParameters()];
    state = new float[optimizer.stateSize(weights.length)];
    optimizer.initialiseState(state, weights.length);
    held = new float[spec.lockstep() && spec.workers() > 1 ? spec.workers() : 0][];
  }

  @Override
  public float[] read(RowBlock block) {
    return weights;
  }

  @Override
  public float[] readStored(RowBlock block) {
    System.arraycopy(weights, 0, block.values(), 0, weights.length);
    return block.values();
  }

  @Override
  public void apply(RowBlock gradients, float scale) {
    if (!imaged) {
      takeImage();
    }
    step++;
    optimizer.update(weights, state, gradients.values(), scale, step);
  }

  @Override
  public void hold(int worker, RowBlock gradients) {
    float[] copy = held[worker];
    if (copy == null) {
      copy = new float[weights.length];
      held[worker] = copy;
    }
    System.arraycopy(gradients.values(), 0, copy, 0, copy.length);
  }

  @Override
  public void applyHeld(int lastWorker, RowBlock gradients, float scale) {
    if (held.length == 0) {
      apply(gradients, scale);
      return;
    }
    hold(lastWorker, gradients);
    float[] sum = copy(0);
    for (int worker = 1; worker < held.length; worker++) {
      kernels.addScaled(sum, 0, 1, copy(worker), 0, sum.length);
    }
    apply(RowBlock.ofHead(sum), scale);
  }

  @Override
  public void undo() {
    if (imaged && weightImage != null && stateImage != null) {
      load(new HeadState(weightImage, stateImage, stepImage));
    }
    imaged = false;
  }

  @Override
  public void commit() {
    imaged = false;
  }

  /** Sets everything, outside a round. */
  public void load(HeadState head) {
    System.arraycopy(head.weights(), 0, weights, 0, weights.length);
    System.arraycopy(head.state(), 0, state, 0, state.length);
    step = head.step();
  }

  /** A copy of everything. */
  public HeadState state() {
    return new HeadState(weights.clone(), state.clone(), step);
  }

  @Override
  public long memoryBytes() {
    long data = 4L * (weights.length + state.length);
    long bytes = weightImage == null ? data : 2 * data;
    for (float[] copy : held) {
      bytes += copy == null ? 0 : 4L * copy.length;
    }
    return bytes;
  }

  private float[] copy(int worker) {
    float[] copy = held[worker];
    if (copy == null) {
      throw new IllegalStateException("worker " + worker + " has no head gradient in this step");
    }
    return copy;
  }

  private void takeImage() {
    float[] weightCopy = weightImage;
    float[] stateCopy = stateImage;
    if (weightCopy == null || stateCopy == null) {
      weightCopy = new float[weights.length];
      stateCopy = new float[state.length];
      weightImage = weightCopy;
      stateImage = stateCopy;
    }
    System.arraycopy(weights, 0, weightCopy, 0, weights.length);
    System.arraycopy(state, 0, stateCopy, 0, state.length);
    stepImage = step;
    imaged = true;
  }
}
