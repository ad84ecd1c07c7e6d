/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final WireShape SHAPE = GoldenMessages.SHAPE;

  /** The golden bytes of version 1: hello, challenge, client's proof, server's reply. */
  private static final String HELLO =
      "55455750 0100 3f00 01000000 02000000 03000000 02000000 01000000 03000000 02000000"
          + " 0101010101010101010101010101010101010101010101010101010101010101 72756e";

  private static final String CHALLENGE =
      "55455750 0100 0000 0202020202020202020202020202020202020202020202020202020202020202";

  private static final String CLIENT_PROOF =
      "d6963c80106708a364999fc0e1f046c40b9c1b486bfbb3a2cc12fac4713889b4";

  private static final String REPLY =
      "55455750 0100 0000 399064604d923b07c837f02b967e331a8cee8e578236307993f9d421de2565f9";

  @Test
  void clientSaysTheGoldenBytes() throws IOException {
    MemoryChannel channel = new MemoryChannel(hex(CHALLENGE + REPLY));
    handshake(channel, secret(1), 1).asClient(ValueFormat.BFLOAT16);
    assertThat(channel.written()).isEqualTo(hex(HELLO + CLIENT_PROOF));
  }

  @Test
  void serverSaysTheGoldenBytes() throws IOException {
    MemoryChannel channel = new MemoryChannel(hex(HELLO + CLIENT_PROOF));
    assertThat(handshake(channel, secret(1), 2).asServer()).isEqualTo(ValueFormat.BFLOAT16);
    assertThat(channel.written()).isEqualTo(hex(CHALLENGE + REPLY));
  }

  @Test
  void specificationPrintsTheGoldenBytes() throws IOException {
    String specification =
        Files.readString(Path.of("..", "docs", "spec", "wire.md")).replaceAll("\\s+", "");
    for (String golden : new String[] {HELLO, CHALLENGE, CLIENT_PROOF, REPLY}) {
      assertThat(specification).contains(golden.replace(" ", ""));
    }
  }

  @Test
  void serverRefusesAnotherSecretAndSaysNoProof() {
    MemoryChannel channel = new MemoryChannel(hex(HELLO + CLIENT_PROOF));
    assertThatThrownBy(() -> handshake(channel, secret(9), 2).asServer())
        .isInstanceOf(WireException.class)
        .hasMessage("the client does not know the run's secret");
    assertThat(channel.written())
        .isEqualTo(hex(CHALLENGE + "55455750 0100 0200" + "00".repeat(32)));
  }

  @Test
  void serverRefusesEveryFlippedBit() {
    byte[] good = hex(HELLO + CLIENT_PROOF);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] damaged = good.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      MemoryChannel channel = new MemoryChannel(damaged);
      assertThat(catchThrowable(() -> handshake(channel, secret(1), 2).asServer()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void clientRefusesAServerWithoutTheSecret() {
    byte[] other = hex(CHALLENGE + REPLY);
    other[other.length - 1]++;
    assertThatThrownBy(
            () -> handshake(new MemoryChannel(other), secret(1), 1).asClient(ValueFormat.BFLOAT16))
        .hasMessage("the server does not know the run's secret");
  }

  @Test
  void clientSaysWhyItWasRefused() {
    byte[] refusal = hex("55455750 0200 0100" + "00".repeat(32));
    assertThatThrownBy(
            () -> handshake(new MemoryChannel(refusal), secret(1), 1).asClient(ValueFormat.FLOAT32))
        .hasMessage("the server (version 2) refused: OTHER_VERSION");
  }

  @Test
  void serverTellsANewerClientItsOwnVersion() {
    byte[] newer = hex(HELLO);
    newer[4] = 2;
    MemoryChannel channel = new MemoryChannel(newer);
    assertThatThrownBy(() -> handshake(channel, secret(1), 2).asServer())
        .hasMessage("its version is 2, not 1");
    assertThat(channel.written()).isEqualTo(hex("55455750 0100 0100" + "00".repeat(32)));
  }

  @Test
  void serverRefusesWhatIsNoHandshake() {
    byte[] request = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    MemoryChannel channel = new MemoryChannel(request);
    assertThatThrownBy(() -> handshake(channel, secret(1), 2).asServer())
        .hasMessage("it begins with 20544547 instead of 50574555");
    assertThat(channel.written()).isEmpty();
    byte[] longer = hex(HELLO);
    longer[7] = (byte) 0xff;
    assertThatThrownBy(() -> handshake(new MemoryChannel(longer), secret(1), 2).asServer())
        .hasMessage("its handshake announces 65343 bytes (must be <= 1024)");
    assertThatThrownBy(
            () -> handshake(new MemoryChannel(Arrays.copyOf(longer, 5)), secret(1), 2).asServer())
        .isInstanceOf(EOFException.class)
        .hasMessage("the connection ended during the handshake");
  }

  @Test
  void serverComparesRunAndShapeOfWhoKnowsTheSecret() {
    WireShape stateless = new WireShape(2, 3, 2, 8, 0, 3, 2, new int[] {1000, 900});
    assertThatThrownBy(() -> met(new RunSecret("ran", secret(1).bytes()), SHAPE))
        .hasMessage("it takes part in another run");
    assertThatThrownBy(() -> met(secret(1), stateless)).hasMessage("its table has another shape");
  }

  @Test
  void aSecretIsNeverPrinted() {
    assertThat(secret(1)).hasToString("RunSecret[runId=run, secret=redacted]");
    assertThatThrownBy(() -> new RunSecret("run", new byte[31]))
        .hasMessage("Invalid secret: 31 bytes (must be 32)");
    assertThat(RunSecret.create("a").bytes()).isNotEqualTo(RunSecret.create("a").bytes());
  }

  /** A server hears a client that knows the secret but believes something else. */
  private static void met(RunSecret client, WireShape shape) throws IOException {
    MemoryChannel said = new MemoryChannel(hex(CHALLENGE + REPLY));
    assertThatThrownBy(
            () -> new Handshake(said, client, shape, nonces(1)).asClient(ValueFormat.FLOAT32))
        .hasMessage("the server does not know the run's secret");
    handshake(new MemoryChannel(said.written()), secret(1), 2).asServer();
  }

  private static Handshake handshake(MemoryChannel channel, RunSecret secret, int nonce) {
    return new Handshake(channel, secret, SHAPE, nonces(nonce));
  }

  private static RunSecret secret(int value) {
    byte[] bytes = new byte[RunSecret.BYTES];
    Arrays.fill(bytes, (byte) value);
    return new RunSecret("run", bytes);
  }

  private static SecureRandom nonces(int value) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, (byte) value);
      }
    };
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
