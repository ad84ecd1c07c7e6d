/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.util.Arrays;

/** What a server says to a client that wants to be let in. */
enum HandshakeStatus {
  GO_ON(0),
  OTHER_VERSION(1),
  WRONG_PROOF(2),
  OTHER_RUN(3),
  OTHER_SHAPE(4),
  UNKNOWN_FORMAT(5);

  private final int code;

  HandshakeStatus(int code) {
    this.code = code;
  }

  /** The number that stands for the status. */
  int code() {
    return code;
  }

  /** A status as text, of any version. */
  static String name(int code) {
    return Arrays.stream(values())
        .filter(status -> status.code == code)
        .map(HandshakeStatus::name)
        .findFirst()
        .orElse("status " + code);
  }
}
