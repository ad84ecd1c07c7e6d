/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.channel.Security;
import org.unifiedembedding.sharding.channel.TlsIdentity;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.ValueFormat;
import org.unifiedembedding.sharding.wire.WireException;

/** What a server does with peers that it should not trust; it lives on in every test. */
@Timeout(60)
class SocketServerTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);
  private static final TableGeometry GEOMETRY = new TableGeometry(16, 300, 77, 6);
  private static final SocketSettings SHORT =
      new SocketSettings(
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofMillis(400),
          Duration.ofSeconds(5),
          6);

  private final TableSpec spec = TestTables.spec(GEOMETRY, 1, TableSpec.NO_BOUND);
  private final TestCluster cluster = new TestCluster(spec, 1, 1, SHORT, Security.PLAIN);
  private final TestHost host = cluster.hosts.get(0);

  /** After whatever a test did, an honest worker is served. */
  @AfterEach
  void livesOn() {
    host.group.undo(999);
    long before = host.headStep();
    host.begin(1000, 0);
    WorkerSession session = cluster.session(cluster.remote(ValueFormat.FLOAT32), 1000, 0);
    cluster.pull(session, 0, 5);
    cluster.push(session, 0, 1, 5);
    host.commit();
    assertThat(host.headStep()).isEqualTo(before + 1);
    cluster.close();
  }

  @Test
  void refusesAPeerWithoutTheSecret() throws IOException {
    try (RawClient client = new RawClient(host.address(), cluster.link)) {
      assertThatThrownBy(() -> client.shakeHands(RunSecret.create("test")))
          .isInstanceOf(WireException.class)
          .hasMessage("the server (version 1) refused: WRONG_PROOF");
      client.awaitEnd();
    }
    awaitFailures(1);
  }

  @Test
  void refusesGarbageAndRequestsBeforeTheHandshake() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int peers = 60;
    for (int peer = 0; peer < peers; peer++) {
      byte[] garbage = new byte[8 + random.nextInt(2000)];
      random.nextBytes(garbage);
      try (RawClient client = new RawClient(host.address(), cluster.link)) {
        client.send(garbage);
        client.awaitEnd();
      }
    }
    try (RawClient client = new RawClient(host.address(), cluster.link)) {
      client.send("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      client.awaitEnd();
    }
    awaitFailures(peers + 1);
  }

  @Test
  void cutsAHandshakeThatTricklesIn() throws IOException {
    try (RawClient client = new RawClient(host.address(), cluster.link)) {
      long start = System.nanoTime();
      Throwable cut =
          catchThrowable(
              () -> {
                for (byte b : "UEWP\1\0\100\0".getBytes(StandardCharsets.US_ASCII)) {
                  client.send(b);
                }
                while (true) {
                  client.send((byte) 0);
                  Thread.onSpinWait();
                  if (System.nanoTime() - start > Duration.ofSeconds(20).toNanos()) {
                    return;
                  }
                }
              });
      assertThat(cut).isInstanceOf(IOException.class);
    }
    awaitFailures(1);
  }

  @Test
  void cutsAConnectionThatSaysNothing() throws IOException {
    try (RawClient stranger = new RawClient(host.address(), cluster.link);
        RawClient silent = new RawClient(host.address(), cluster.link).shakeHands()) {
      stranger.awaitEnd();
      silent.awaitEnd();
    }
    awaitFailures(1);
    await().untilAsserted(() -> assertThat(host.server.metrics().lost()).isEqualTo(1));
  }

  @Test
  void cutsAPeerThatTakesNoAnswers() throws IOException {
    host.begin(1, 0);
    int[] rows = new int[4000];
    RowBlock block = new RowBlock(rows, 0, rows.length, new float[0]);
    Sender sender = new Sender(1, 0, 0, 0);
    try (RawClient client = new RawClient(host.address(), cluster.link).shakeHands()) {
      client.send(new Request.Hello(0, sender));
      Throwable cut =
          catchThrowable(
              () -> {
                while (true) {
                  client.send(new Request.Pull(0, sender, 0, block));
                }
              });
      assertThat(cut).isInstanceOf(IOException.class);
    }
    await().untilAsserted(() -> assertThat(host.server.metrics().lost()).isEqualTo(1));
  }

  @ParameterizedTest
  @CsvSource({"1,2147483647,0", "1,-1,0", "99,0,0", "72,0,0", "68,64,64", "1,33,33", "3,70,70"})
  void endsAConnectionOverAFrameThatCannotBe(int kind, int announced, int sent) throws IOException {
    try (RawClient client = new RawClient(host.address(), cluster.link).shakeHands()) {
      client.frame(kind, announced, sent);
      client.awaitEnd();
    }
    await().untilAsserted(() -> assertThat(host.server.metrics().violations()).isEqualTo(1));
  }

  @Test
  void survivesFramesOfNoise() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int peer = 0; peer < 60; peer++) {
      try (RawClient client = new RawClient(host.address(), cluster.link).shakeHands()) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        client.frame(1 + random.nextInt(13), random.nextInt(200), 0);
        client.send(noise);
      } catch (IOException e) {
        // The server ended the connection while the noise was on its way.
        assertThat(e).as("seed %d", SEED).isNotInstanceOf(WireException.class);
      }
    }
    await().untilAsserted(() -> assertThat(host.server.metrics().connections()).isZero());
  }

  @Test
  void aPushThatIsCutInTheMiddleLeavesNothingBehind() throws IOException {
    host.begin(1, 0);
    try (RawClient client = new RawClient(host.address(), cluster.link).shakeHands()) {
      Sender sender = new Sender(1, 0, 0, 0);
      client.send(new Request.Hello(0, sender));
      int[] rows = new int[1000];
      RowBlock block = new RowBlock(rows, 0, rows.length, new float[8 * rows.length]);
      client.sendAllButOneByte(new Request.Push(0, sender, 1, 0, block, 1));
    }
    await().untilAsserted(() -> assertThat(host.server.metrics().lost()).isEqualTo(1));
    assertThat(host.commit().shards().values())
        .allSatisfy(shard -> assertThat(shard.marks()).containsOnly(0));
  }

  @Test
  void refusesMoreConnectionsThanAllowed() throws IOException {
    RawClient[] clients = new RawClient[SHORT.maxConnections()];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = new RawClient(host.address(), cluster.link).shakeHands();
    }
    try (RawClient oneMore = new RawClient(host.address(), cluster.link)) {
      oneMore.awaitEnd();
    }
    awaitFailures(1);
    for (RawClient client : clients) {
      client.close();
    }
    await().untilAsserted(() -> assertThat(host.server.metrics().connections()).isZero());
  }

  @Test
  void refusesAPlainPeerWhenTheRunIsEncrypted() throws IOException {
    TlsIdentity identity = TlsIdentity.create(Instant.now());
    Link link = new Link(cluster.link.shape(), cluster.link.secret(), identity, SHORT);
    try (TestHost encrypted = new TestHost(spec, cluster.partition, link, 0, 1);
        RawClient client = new RawClient(encrypted.address(), link)) {
      assertThat(catchThrowable(client::shakeHands)).isInstanceOf(IOException.class);
      await()
          .untilAsserted(
              () -> assertThat(encrypted.server.metrics().handshakeFailures()).isEqualTo(1));
    }
  }

  @Test
  void takesTheNextPortAndSaysWhenThereIsNone() {
    int taken = host.address().port();
    PortRange one = new PortRange("127.0.0.1", taken, 0);
    assertThatThrownBy(() -> SocketServer.open(one, cluster.link, host.boxes))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CAPACITY))
        .hasMessage(
            "Cannot listen on 127.0.0.1: none of the ports %d to %d can be used."
                + " Allow more of them, or others.",
            taken, taken);
    PortRange more = new PortRange("127.0.0.1", taken, 20);
    try (SocketServer next = SocketServer.open(more, cluster.link, host.boxes)) {
      assertThat(next.address().port()).isBetween(taken + 1, taken + 20);
    }
  }

  private void awaitFailures(int count) {
    await()
        .untilAsserted(
            () -> assertThat(host.server.metrics().handshakeFailures()).isEqualTo(count));
  }
}
