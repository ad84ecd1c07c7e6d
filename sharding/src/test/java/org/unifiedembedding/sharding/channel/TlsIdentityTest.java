/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TlsIdentityTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);
  private static final int BYTES = 5_000_000;

  @Test
  void certificateIsReadByTheJdkAndSignsItself() throws Exception {
    Instant now = Instant.parse("2026-05-01T10:20:30Z");
    byte[] bytes = TlsIdentity.create(now).certificate();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(bytes));
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getVersion()).isEqualTo(1);
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getSubjectX500Principal())
        .isEqualTo(certificate.getIssuerX500Principal());
    assertThat(certificate.getNotBefore()).isEqualTo(Instant.parse("2026-04-30T10:20:30Z"));
    assertThat(certificate.getNotAfter()).isEqualTo(Instant.parse("2027-06-05T10:20:30Z"));
    assertThat(certificate.getSerialNumber()).isPositive();
  }

  @Test
  void bytesOfAnyLengthsComeThroughInBothDirectionsAtOnce() throws Exception {
    TlsIdentity identity = TlsIdentity.create(Instant.now());
    TlsIdentity same = TlsIdentity.of(identity.privateKey(), identity.certificate());
    try (Pair pair = new Pair(identity, same)) {
      Channel server = pair.server.get(10, TimeUnit.SECONDS);
      Channel client = pair.client.get(10, TimeUnit.SECONDS);
      CompletableFuture<Void> up = async(() -> send(client, SEED));
      CompletableFuture<Void> down = async(() -> send(server, SEED + 1));
      CompletableFuture<Void> heard = async(() -> receive(server, SEED));
      receive(client, SEED + 1);
      heard.get(20, TimeUnit.SECONDS);
      up.get();
      down.get();
      client.close();
      assertThat(catchThrowable(() -> server.write(ByteBuffer.allocateDirect(BYTES))))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nobodyWithAnotherKeyGetsThrough() throws Exception {
    try (Pair pair =
        new Pair(TlsIdentity.create(Instant.now()), TlsIdentity.create(Instant.now()))) {
      assertThatThrownBy(() -> pair.client.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("signature check failed");
      assertThat(catchThrowable(() -> pair.server.get(10, TimeUnit.SECONDS))).isNotNull();
    }
  }

  @Test
  void damagedPartsAndPrintingSayNothingOfTheKey() {
    TlsIdentity identity = TlsIdentity.create(Instant.now());
    assertThat(identity).hasToString("TlsIdentity[redacted]");
    byte[] damaged = identity.certificate();
    damaged[damaged.length - 1]++;
    assertThatThrownBy(() -> TlsIdentity.of(identity.privateKey(), damaged))
        .hasMessage("Invalid identity: key or certificate is damaged");
  }

  private interface Action {
    void run() throws IOException;
  }

  private static CompletableFuture<Void> async(Action action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
                done.complete(null);
              } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static byte[] content(long seed) {
    byte[] bytes = new byte[BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static void send(Channel channel, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = content(seed);
    for (int at = 0; at < BYTES; ) {
      int some = Math.min(BYTES - at, 1 + random.nextInt(random.nextBoolean() ? 10 : 200_000));
      channel.write(ByteBuffer.allocateDirect(some).put(bytes, at, some).flip());
      at += some;
    }
  }

  private static void receive(Channel channel, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer all = ByteBuffer.allocateDirect(BYTES);
    while (all.hasRemaining()) {
      int some = Math.min(all.remaining(), 1 + random.nextInt(random.nextBoolean() ? 10 : 200_000));
      all.limit(all.position() + some);
      assertThat(channel.read(all)).isPositive();
      all.limit(BYTES);
    }
    byte[] bytes = new byte[BYTES];
    all.flip().get(bytes);
    assertThat(Arrays.equals(bytes, content(seed))).as("seed %d", seed).isTrue();
  }

  /** Two ends of a connection that shake hands. */
  private static final class Pair implements AutoCloseable {
    final CompletableFuture<Channel> server = new CompletableFuture<>();
    final CompletableFuture<Channel> client = new CompletableFuture<>();
    private final PlainChannel serverEnd;
    private final PlainChannel clientEnd;

    Pair(Security ofServer, Security ofClient) throws IOException {
      try (ServerSocketChannel listener = ServerSocketChannel.open()) {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        clientEnd = PlainChannel.connect("127.0.0.1", port, Duration.ofSeconds(5));
        serverEnd = new PlainChannel(listener.accept());
      }
      secure(ofServer, serverEnd, Security.Side.SERVER, server);
      secure(ofClient, clientEnd, Security.Side.CLIENT, client);
    }

    private static void secure(
        Security security, PlainChannel end, Security.Side side, CompletableFuture<Channel> to) {
      async(() -> to.complete(security.secure(end, side)))
          .exceptionally(
              e -> {
                end.close();
                to.completeExceptionally(e);
                return null;
              });
    }

    @Override
    public void close() {
      serverEnd.close();
      clientEnd.close();
    }
  }
}
