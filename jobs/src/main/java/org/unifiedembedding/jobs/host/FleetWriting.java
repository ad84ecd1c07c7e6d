/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** Rows that the hosts of a run write while they go on. To be used by one thread, any. */
public final class FleetWriting {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  private final HostFleet fleet;
  private final Set<String> open;

  FleetWriting(HostFleet fleet, Set<String> hosts) {
    this.fleet = fleet;
    open = new TreeSet<>(hosts);
  }

  /**
   * Waits until all hosts have written.
   *
   * @return what each host wrote
   * @throws UnifiedEmbeddingException RETRY when a host is lost before that
   * @throws UncheckedIOException when a host cannot write
   */
  public Map<String, WrittenFile> await() throws InterruptedException {
    Map<String, WrittenFile> written = new TreeMap<>();
    for (long pause = FIRST_PAUSE.toMillis();
        ;
        pause = Math.min(2 * pause, LONGEST_PAUSE.toMillis())) {
      for (String host : Set.copyOf(open)) {
        WrittenFile file = ask(host);
        if (file != null) {
          written.put(host, file);
          open.remove(host);
        }
      }
      if (open.isEmpty()) {
        return written;
      }
      Thread.sleep(pause);
    }
  }

  private @Nullable WrittenFile ask(String host) {
    WriteState state = fleet.writeState(host);
    if (state == null) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Executor " + host + " was lost before its rows were written");
    }
    if (state.error() != null) {
      throw new UncheckedIOException(
          new IOException("Executor " + host + " cannot write its rows: " + state.error()));
    }
    return state.file();
  }
}
