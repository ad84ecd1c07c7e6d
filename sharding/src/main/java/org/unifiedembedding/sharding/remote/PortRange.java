/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Where a server may listen.
 *
 * @param host name or address of the network interface; peers use the same
 * @param base first port to try, 0 for any free one
 * @param retries how many ports behind it to try as well
 */
public record PortRange(String host, int base, int retries) {
  public PortRange {
    if (base < 0 || retries < 0 || base + retries > 0xffff) {
      throw new IllegalArgumentException(
          "Invalid ports: " + base + " and " + retries + " more (must be in [0, 65535])");
    }
  }

  /** Listens at the first port that is free. */
  ServerSocketChannel bind() throws IOException {
    BindException last = null;
    for (int port = base; port <= base + retries; port++) {
      ServerSocketChannel socket = ServerSocketChannel.open();
      try {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        return socket.bind(new InetSocketAddress(host, port));
      } catch (BindException e) {
        last = e;
        socket.close();
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    }
    throw allTaken(last);
  }

  private UnifiedEmbeddingException allTaken(@Nullable BindException last) {
    return new UnifiedEmbeddingException(
        ErrorCode.CAPACITY,
        "Cannot listen on "
            + host
            + ": none of the ports "
            + base
            + " to "
            + (base + retries)
            + " can be used. Allow more of them, or others.",
        last);
  }
}
