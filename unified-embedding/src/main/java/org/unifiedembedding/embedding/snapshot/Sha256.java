/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksum of parts and manifests. */
public final class Sha256 {
  private Sha256() {}

  /** A new digest without any bytes yet. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
