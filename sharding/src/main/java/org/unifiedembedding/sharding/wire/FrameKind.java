/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

/** What a frame is: requests and pings go to the server, answers and pongs come from it. */
public enum FrameKind {
  HELLO(1),
  PULL(2),
  PUSH(3),
  PULL_HEAD(4),
  PUSH_HEAD(5),
  WITHDRAW(6),
  PING(7),
  READ(8),
  READ_HEAD(9),
  SCAN(10),
  LOAD(11),
  SCAN_HEAD(12),
  LOAD_HEAD(13),
  ACCEPTED(65),
  DUPLICATE(66),
  GAP(67),
  ROWS(68),
  HEAD(69),
  BEHIND(70),
  REFUSED(71),
  PONG(72),
  SCANNED(73),
  HEAD_STATE(74);

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  /** The number that stands for the kind. */
  int code() {
    return code;
  }

  /** Whether a server may get it. */
  public boolean isForServer() {
    return code < ACCEPTED.code;
  }

  /** Whether it asks the shard of the head and no other. */
  public boolean isOfHead() {
    return this == PULL_HEAD
        || this == PUSH_HEAD
        || this == READ_HEAD
        || this == SCAN_HEAD
        || this == LOAD_HEAD;
  }

  /** Whether it asks a shard of rows and no other. */
  boolean isOfRows() {
    return this == PULL || this == PUSH || this == READ || this == SCAN || this == LOAD;
  }

  static FrameKind of(int code) throws WireException {
    for (FrameKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new WireException("a frame has kind " + code + ", which version 1 does not know");
  }
}
