/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.unifiedembedding.sharding.channel.Channel;
import org.unifiedembedding.sharding.channel.PlainChannel;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.wire.FrameOutput;
import org.unifiedembedding.sharding.wire.Handshake;
import org.unifiedembedding.sharding.wire.RequestWriter;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.ValueFormat;

/** A peer that says what it likes. */
final class RawClient implements AutoCloseable {
  private final PlainChannel channel;
  private final Link link;

  RawClient(HostAddress address, Link link) throws IOException {
    channel = PlainChannel.connect(address.host(), address.port(), Duration.ofSeconds(5));
    this.link = link;
  }

  RawClient shakeHands(RunSecret secret) throws IOException {
    new Handshake(channel, secret, link.shape(), new SecureRandom()).asClient(ValueFormat.FLOAT32);
    return this;
  }

  RawClient shakeHands() throws IOException {
    return shakeHands(link.secret());
  }

  void send(byte... bytes) throws IOException {
    channel.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
  }

  void send(Request request) throws IOException {
    FrameOutput out = new FrameOutput(channel);
    new RequestWriter(link.shape(), ValueFormat.FLOAT32).write(out, 1, request);
    out.flush();
  }

  /** Sends a request but for its last byte. */
  void sendAllButOneByte(Request request) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    FrameOutput out =
        new FrameOutput(
            new Channel() {
              @Override
              public int read(ByteBuffer target) {
                return -1;
              }

              @Override
              public void write(ByteBuffer source) {
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                whole.writeBytes(bytes);
              }

              @Override
              public void close() {}
            });
    new RequestWriter(link.shape(), ValueFormat.FLOAT32).write(out, 1, request);
    out.flush();
    send(Arrays.copyOf(whole.toByteArray(), whole.size() - 1));
  }

  /** A frame of some kind and length, its payload zeros. */
  void frame(int kind, int announced, int sent) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(16 + sent).order(ByteOrder.LITTLE_ENDIAN);
    send(frame.putInt(announced).putInt(kind).putLong(1).array());
  }

  /** Waits until the server ends the connection. */
  void awaitEnd() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    try {
      int bytes;
      do {
        bytes = channel.read(buffer.clear());
      } while (bytes >= 0);
    } catch (IOException e) {
      // A reset ends it as well.
      if (!"Connection reset".equals(e.getMessage()) && !"Broken pipe".equals(e.getMessage())) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    channel.close();
  }
}
