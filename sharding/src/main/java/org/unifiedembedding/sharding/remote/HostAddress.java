/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.Serializable;

/** Where a host's server listens. */
public record HostAddress(String host, int port) implements Serializable {
  public HostAddress {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("Invalid port: " + port + " (must be in [1, 65535])");
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
