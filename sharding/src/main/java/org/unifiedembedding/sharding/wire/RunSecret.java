/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the processes of a run know and nobody else: random bytes that travel over the control
 * plane. Never printed. Thread-safe.
 */
public final class RunSecret {

  /** Bytes of a secret: as many as the hash has. */
  public static final int BYTES = 32;

  /** Longest run id, in bytes of UTF-8. */
  public static final int MAX_RUN_ID_BYTES = 200;

  private static final String ALGORITHM = "HmacSHA256";

  private final String runId;
  private final byte[] secret;

  /** The secret that was made for a run elsewhere. */
  public RunSecret(String runId, byte[] secret) {
    int length = runId.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_RUN_ID_BYTES) {
      throw new IllegalArgumentException(
          "Invalid runId: " + length + " bytes (must be in [1, " + MAX_RUN_ID_BYTES + "])");
    }
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "Invalid secret: " + secret.length + " bytes (must be " + BYTES + ")");
    }
    this.runId = runId;
    this.secret = secret.clone();
  }

  /** A new secret for a run. */
  public static RunSecret create(String runId) {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    return new RunSecret(runId, secret);
  }

  /** The run whose secret it is. */
  public String runId() {
    return runId;
  }

  /** A copy of the secret bytes, for the control plane. */
  public byte[] bytes() {
    return secret.clone();
  }

  /** HMAC with SHA-256 (RFC 2104) over the parts, one behind the other. */
  public byte[] proof(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
    }
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "RunSecret[runId=" + runId + ", secret=redacted]";
  }
}
