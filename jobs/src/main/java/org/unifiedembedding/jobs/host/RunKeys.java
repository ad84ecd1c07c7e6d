/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.channel.TlsIdentity;
import org.unifiedembedding.sharding.wire.RunSecret;

/** What lets the JVMs of a run trust each other, made anew for each run. Never printed. */
final class RunKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final byte[] secret;
  private final byte @Nullable [] privateKey;
  private final byte @Nullable [] certificate;

  private RunKeys(RunSecret secret, @Nullable TlsIdentity identity) {
    runId = secret.runId();
    this.secret = secret.bytes();
    privateKey = identity == null ? null : identity.privateKey();
    certificate = identity == null ? null : identity.certificate();
  }

  /** New keys; with encryption also those of TLS. */
  static RunKeys create(String runId, boolean encrypted) {
    return new RunKeys(
        RunSecret.create(runId), encrypted ? TlsIdentity.create(Instant.now()) : null);
  }

  RunSecret secret() {
    return new RunSecret(runId, secret);
  }

  Security security() {
    return privateKey == null || certificate == null
        ? Security.PLAIN
        : TlsIdentity.of(privateKey, certificate);
  }

  /** Says nothing of the keys. */
  @Override
  public String toString() {
    return "RunKeys[redacted]";
  }
}
