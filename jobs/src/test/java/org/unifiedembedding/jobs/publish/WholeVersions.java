/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.jobs.registry.PublishedVersion;

/**
 * A reader that opens what production names again and again, and reads every byte of it. It meets
 * whole versions, and never an older one than before.
 */
public final class WholeVersions implements AutoCloseable {
  /** Leaves the processors to those who write. */
  private static final int READ_EVERY_MILLISECONDS = 1_000;

  /** Nothing here takes so long, even on a machine that is busy with other things. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final TestTable table;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> reader;
  private final AtomicInteger reads = new AtomicInteger();
  private long last;

  /** Begins at once. */
  public WholeVersions(TestTable table) {
    this.table = table;
    this.reader =
        thread.scheduleWithFixedDelay(this::read, 0, READ_EVERY_MILLISECONDS, MILLISECONDS);
  }

  private void read() {
    PublishedVersion version = PublishedVersion.of(table.context("reader"), "production");
    Version named = version.version();
    assertThat(named.number()).isGreaterThanOrEqualTo(last);
    last = named.number();
    version
        .folder()
        .opened(
            opened -> {
              assertThat(opened.manifest().runId()).isEqualTo(named.runId());
              opened.verify();
              return opened.vector("user", "1");
            });
    reads.incrementAndGet();
  }

  /** How many were whole so far; throws what the reader has met instead of one. */
  public int reads() throws ExecutionException, InterruptedException {
    if (reader.isDone()) {
      reader.get();
    }
    return reads.get();
  }

  /** Ends it. */
  @Override
  public void close() {
    thread.shutdown();
    await().atMost(PATIENCE).until(thread::isTerminated);
  }
}
