/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.control;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.unifiedembedding.sharding.wire.RunSecret;

/**
 * One message of the control plane: HMAC-SHA256 (32 bytes) over the name of its direction and all
 * that follows, the sequence of the order (8 bytes, big-endian), the text (UTF-8). A report carries
 * the sequence of its order, so that neither can stand for another.
 *
 * @param sequence grows with every order of a run, over all of its drivers
 */
record ControlFrame(long sequence, String text) {
  private static final int PROOF_BYTES = RunSecret.BYTES;

  /** Which way a message goes; part of its proof. */
  enum Direction {
    ORDER,
    REPORT;

    private byte[] bytes() {
      return name().getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** The message's bytes, ready to be read. */
  ByteBuffer encoded(Direction direction, RunSecret secret) {
    byte[] body = body();
    ByteBuffer bytes = ByteBuffer.allocate(PROOF_BYTES + body.length);
    return bytes.put(secret.proof(direction.bytes(), body)).put(body).flip();
  }

  private byte[] body() {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + utf8.length).putLong(sequence).put(utf8).array();
  }

  /** The message in some bytes, empty when whoever wrote them does not know the run's secret. */
  static Optional<ControlFrame> decoded(ByteBuffer bytes, Direction direction, RunSecret secret) {
    if (bytes.remaining() < PROOF_BYTES + Long.BYTES) {
      return Optional.empty();
    }
    byte[] proof = new byte[PROOF_BYTES];
    bytes.get(proof);
    byte[] body = new byte[bytes.remaining()];
    bytes.get(body);
    if (!MessageDigest.isEqual(proof, secret.proof(direction.bytes(), body))) {
      return Optional.empty();
    }
    String text = new String(body, Long.BYTES, body.length - Long.BYTES, StandardCharsets.UTF_8);
    return Optional.of(new ControlFrame(ByteBuffer.wrap(body).getLong(), text));
  }
}
