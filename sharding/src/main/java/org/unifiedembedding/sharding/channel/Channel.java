/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A stream of bytes in both directions that blocks. One thread may read while another writes, and
 * any thread may close it, which ends both with an exception.
 */
public interface Channel extends Closeable {

  /**
   * Reads at least one byte into a direct buffer that has room.
   *
   * @return the bytes read, -1 when the other side sends no more
   */
  int read(ByteBuffer target) throws IOException;

  /** Writes all bytes of a direct buffer. */
  void write(ByteBuffer source) throws IOException;

  /** Ends the channel; closing twice is fine. */
  @Override
  void close();
}
