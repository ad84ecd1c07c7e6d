/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.channel.TlsIdentity;
import org.unifiedembedding.sharding.client.ShardClient;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.ValueFormat;

/** Two JVMs, encrypted, with keys that are renewed all the time; one of them is killed. */
@Tag("spark")
@Timeout(60)
class KilledHostTest {
  private static final int ROWS = 3000;

  @Test
  void aWorkerOutlivesTheHostThatIsKilledWhileItTrains(@TempDir Path folder) throws Exception {
    Path properties = folder.resolve("security");
    Files.writeString(properties, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^18\n");
    RunSecret secret = RunSecret.create("test");
    TlsIdentity identity = TlsIdentity.create(Instant.now());
    AtomicLong steps = new AtomicLong();
    try (HostProcess first = new HostProcess(secret, identity, properties);
        SocketTransport transport =
            new SocketTransport(
                HostProcess.link(secret, identity),
                ValueFormat.FLOAT32,
                Map.of(),
                first.topology(1))) {
      CompletableFuture<Void> training =
          CompletableFuture.runAsync(() -> train(session(transport, 1), steps, Long.MAX_VALUE));
      await().until(() -> steps.get() > 30 || training.isDone());
      first.kill();
      try (HostProcess second = new HostProcess(secret, identity, properties)) {
        assertThat(training).isNotDone();
        transport.topology(second.topology(2));
        assertThatThrownBy(() -> training.get(20, TimeUnit.SECONDS))
            .hasMessageContaining("OTHER_INCARNATION")
            .hasMessageContaining("Undo round 0 and repeat it");
        // The second process has just begun round 0 of incarnation 1, as a restarted one would.
        long before = steps.get();
        train(session(transport, 1), steps, 10);
        assertThat(steps.get()).isEqualTo(before + 10);
      }
    }
  }

  private static WorkerSession session(SocketTransport transport, long incarnation) {
    return new ShardClient(
        transport, HostProcess.SPEC, HostProcess.PARTITION, new Sender(incarnation, 0, 0, 0));
  }

  private static void train(WorkerSession session, AtomicLong counter, long steps) {
    long[] rows = new long[ROWS];
    float[] values = new float[ROWS * 8];
    Arrays.setAll(rows, i -> i);
    RowGroups groups = TestTables.rows(HostProcess.PARTITION, rows);
    for (long step = 0; step < steps; step++) {
      session.pull(step, groups, values);
      session.push(step, groups, values, new float[TestTables.HEAD], 1);
      counter.incrementAndGet();
    }
  }
}
