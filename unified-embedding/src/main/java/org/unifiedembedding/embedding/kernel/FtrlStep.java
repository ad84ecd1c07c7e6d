/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.kernel;

/**
 * Constants of FTRL-proximal, per coordinate with gradient g, sum of squares s and dual weight z:
 *
 * <pre>
 *   if s is still initialSquares:  z = -(w * ((beta + sqrt(s)) / rate + l2) + sign(w) * l1)
 *   z += g - w * (sqrt(s + g^2) - sqrt(s)) / rate;  s += g^2
 *   w = |z| &lt;= l1 ? 0 : -(z - sign(z) * l1) / ((beta + sqrt(s)) / rate + l2)
 * </pre>
 *
 * The first line makes z agree with a weight that did not start at 0; without it the random first
 * value of a row would be forgotten. For w = 0 it gives z = 0, the usual start.
 *
 * @param rate learning rate alpha, &gt; 0
 * @param beta added to the root, &gt;= 0
 * @param l1 L1 strength, &gt;= 0
 * @param l2 L2 strength, &gt;= 0
 * @param initialSquares start of s, &gt;= 0; beta + initialSquares &gt; 0
 */
public record FtrlStep(float rate, float beta, float l1, float l2, float initialSquares) {

  /** The formula for one coordinate: the new z. */
  float dual(float w, float z, float s, float g) {
    float start = s == initialSquares ? -(w * curvature(s) + Math.signum(w) * l1) : z;
    float sigma = (root(s + g * g) - root(s)) / rate;
    return start + g - w * sigma;
  }

  /** The formula for one coordinate: the new weight out of the new z and the new s. */
  float weight(float z, float s) {
    return Math.abs(z) <= l1 ? 0 : -(z - Math.signum(z) * l1) / curvature(s);
  }

  private float curvature(float s) {
    return (beta + root(s)) / rate + l2;
  }

  private static float root(float s) {
    return (float) Math.sqrt(s);
  }
}
