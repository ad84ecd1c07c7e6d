/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of every frame.
 *
 * @param length bytes of the payload behind the header
 * @param id number that the client gave its request; the answer carries the same
 */
public record FrameHeader(FrameKind kind, int length, long id) {

  /** Bytes of a header. */
  public static final int BYTES = 16;

  /** Largest payload. A frame that announces more is refused before anything is allocated. */
  public static final int MAX_PAYLOAD_BYTES = 1 << 30;

  /** Waits for a frame; null when the other side ended the connection between two frames. */
  public static @Nullable FrameHeader read(FrameInput in) throws IOException {
    if (!in.awaitFrame()) {
      return null;
    }
    int length = in.takeInt();
    int kind = in.takeInt();
    long id = in.takeLong();
    if (length < 0 || length > MAX_PAYLOAD_BYTES) {
      throw new WireException(
          "a frame announces "
              + Integer.toUnsignedString(length)
              + " bytes (must be <= "
              + MAX_PAYLOAD_BYTES
              + ")");
    }
    return new FrameHeader(FrameKind.of(kind), length, id);
  }

  /** Appends the header of a frame. */
  static void write(FrameOutput out, FrameKind kind, long length, long id) throws IOException {
    if (length > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "Invalid message: " + length + " bytes (must be <= " + MAX_PAYLOAD_BYTES + ")");
    }
    out.putInt((int) length);
    out.putInt(kind.code());
    out.putLong(id);
  }

  /** Checks the payload's length. */
  void require(long expected) throws WireException {
    if (length != expected) {
      throw new WireException(
          "a frame of kind " + kind + " has " + length + " bytes (must be " + expected + ")");
    }
  }

  /** Checks that the payload has the fields that all frames of its kind begin with. */
  void requireAtLeast(int bytes) throws WireException {
    if (length < bytes) {
      require(bytes);
    }
  }

  /** How many items of some bytes each lie behind fixed fields, up to the end of the payload. */
  int items(long fixed, long itemBytes) throws WireException {
    int count = (int) Math.max(0, (length - fixed) / itemBytes);
    require(fixed + count * itemBytes);
    return count;
  }
}
