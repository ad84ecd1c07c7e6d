/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import java.io.IOException;

/** What is put around a plain connection before a word is spoken. Thread-safe. */
public interface Security {

  /** Nothing: for networks that are trusted. Peers still prove that they know the run's secret. */
  Security PLAIN = (connection, side) -> connection;

  /** Which end of the connection this is. */
  enum Side {
    CLIENT,
    SERVER
  }

  /** Secures a connection; blocks while both sides agree. Throws when they cannot. */
  Channel secure(PlainChannel connection, Side side) throws IOException;
}
