/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.unifiedembedding.sharding.channel.Channel;

/** Reads given bytes, some at a time, and keeps what is written. */
final class MemoryChannel implements Channel {
  private static final int BYTES_A_READ = 7;

  private final ByteBuffer input;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  MemoryChannel(byte... input) {
    this.input = ByteBuffer.wrap(input);
  }

  byte[] written() {
    return output.toByteArray();
  }

  @Override
  public int read(ByteBuffer target) {
    if (!input.hasRemaining()) {
      return -1;
    }
    int bytes = Math.min(BYTES_A_READ, Math.min(input.remaining(), target.remaining()));
    target.put(input.slice(input.position(), bytes));
    input.position(input.position() + bytes);
    return bytes;
  }

  @Override
  public void write(ByteBuffer source) {
    byte[] bytes = new byte[source.remaining()];
    source.get(bytes);
    output.writeBytes(bytes);
  }

  @Override
  public void close() {}
}
