/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.store;

/**
 * Arrays of hundreds of MiB. The JDK up to 20 reports that memory is out after two tries although
 * it is not, when other threads keep it from collecting, as those do that unzip classes while a
 * process starts (JDK-8192647). So more tries are made before it is believed.
 */
final class LargeArrays {
  private static final int TRIES = 20;
  private static final int PAUSE_MILLIS = 100;

  private LargeArrays() {}

  /**
   * Zeros.
   *
   * @throws OutOfMemoryError when there is no room for two seconds
   */
  static float[] floats(int length) {
    for (int i = 1; ; i++) {
      try {
        return new float[length];
      } catch (OutOfMemoryError e) {
        if (i == TRIES || !pause()) {
          throw e;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
