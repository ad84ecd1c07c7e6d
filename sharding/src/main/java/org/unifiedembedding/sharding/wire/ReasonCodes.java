/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import org.unifiedembedding.sharding.protocol.Answer.Reason;

/** The numbers of reasons on the wire. */
final class ReasonCodes {
  private ReasonCodes() {}

  static int code(Reason reason) {
    return switch (reason) {
      case OTHER_INCARNATION -> 1;
      case OTHER_ATTEMPT -> 2;
      case NOT_OPEN -> 3;
      case STEP_PASSED -> 4;
      case SUPERSEDED -> 5;
      case BROKEN -> 6;
      case UNREACHABLE -> 7;
      case IN_ROUND -> 8;
    };
  }

  static Reason reason(int code) throws WireException {
    for (Reason reason : Reason.values()) {
      if (code(reason) == code) {
        return reason;
      }
    }
    throw new WireException("a refusal has reason " + code + ", which version 1 does not know");
  }
}
