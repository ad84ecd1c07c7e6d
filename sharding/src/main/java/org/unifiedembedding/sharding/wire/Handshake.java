/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.unifiedembedding.sharding.channel.Channel;

/**
 * Both sides prove that they know the run's secret, before any frame is read: the client first, so
 * that a stranger learns nothing but that something listens. A proof covers the role, both nonces
 * and everything else that was said, so it cannot be used for another connection, in the other
 * direction or to make two versions believe that they are one.
 *
 * <p>Reads exactly its own bytes, a few hundred at most. Whoever calls closes the channel when time
 * is over.
 */
public final class Handshake {

  /** Version of everything in docs/spec/wire.md. */
  static final int VERSION = 1;

  /** The characters UEWP. */
  static final int MAGIC = 0x50574555;

  static final int NONCE_BYTES = 32;

  /** Magic, version, length of the rest. */
  static final int PREFIX_BYTES = 8;

  /** Longest rest of a first message of any version; a stranger's length is not believed. */
  static final int MAX_HELLO_BYTES = 1024;

  /** Value format, six numbers of the shape, nonce; the run id follows. */
  static final int FIXED_BYTES = 7 * Integer.BYTES + NONCE_BYTES;

  /** Magic, version, status, then a nonce or a proof. */
  static final int REPLY_BYTES = PREFIX_BYTES + NONCE_BYTES;

  private static final byte[] CLIENT = "client proof".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER = "server proof".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private final RunSecret secret;
  private final WireShape shape;
  private final SecureRandom random;

  public Handshake(Channel channel, RunSecret secret, WireShape shape, SecureRandom random) {
    this.channel = channel;
    this.secret = secret;
    this.shape = shape;
    this.random = random;
  }

  /** The client's side. Throws when the server refuses or does not know the secret. */
  public void asClient(ValueFormat format) throws IOException {
    byte[] hello = hello(format.code());
    write(hello);
    byte[] challenge = readReply();
    write(secret.proof(CLIENT, hello, challenge));
    byte[] reply = readReply();
    byte[] proof = Arrays.copyOfRange(reply, PREFIX_BYTES, REPLY_BYTES);
    if (!MessageDigest.isEqual(proof, secret.proof(SERVER, hello, challenge))) {
      throw new WireException("the server does not know the run's secret");
    }
  }

  /**
   * The server's side. Throws when the client is to be refused, after telling it why.
   *
   * @return the format of values that the client chose
   */
  public ValueFormat asServer() throws IOException {
    byte[] hello = readHello();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] challenge = reply(HandshakeStatus.GO_ON, nonce);
    write(challenge);
    byte[] proof = read(NONCE_BYTES);
    if (!MessageDigest.isEqual(proof, secret.proof(CLIENT, hello, challenge))) {
      throw refused(HandshakeStatus.WRONG_PROOF, "the client does not know the run's secret");
    }
    ValueFormat format = checked(hello);
    write(reply(HandshakeStatus.GO_ON, secret.proof(SERVER, hello, challenge)));
    return format;
  }

  private byte[] hello(int format) {
    byte[] runId = secret.runId().getBytes(StandardCharsets.UTF_8);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return buffer(PREFIX_BYTES + FIXED_BYTES + runId.length)
        .putInt(MAGIC)
        .putShort((short) VERSION)
        .putShort((short) (FIXED_BYTES + runId.length))
        .putInt(format)
        .putInt(shape.shards())
        .putInt(shape.workers())
        .putInt(shape.width())
        .putInt(shape.stateSize())
        .putInt(shape.headParameters())
        .putInt(shape.headStateSize())
        .put(nonce)
        .put(runId)
        .array();
  }

  private byte[] readHello() throws IOException {
    byte[] prefix = read(PREFIX_BYTES);
    ByteBuffer fields = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
    int magic = fields.getInt();
    int version = Short.toUnsignedInt(fields.getShort());
    int length = Short.toUnsignedInt(fields.getShort());
    if (magic != MAGIC) {
      throw new WireException("it begins with " + hex(magic) + " instead of " + hex(MAGIC));
    }
    if (length > MAX_HELLO_BYTES) {
      throw new WireException(
          "its handshake announces " + length + " bytes (must be <= " + MAX_HELLO_BYTES + ")");
    }
    byte[] hello = Arrays.copyOf(prefix, PREFIX_BYTES + length);
    System.arraycopy(read(length), 0, hello, PREFIX_BYTES, length);
    if (version != VERSION) {
      throw refused(
          HandshakeStatus.OTHER_VERSION, "its version is " + version + ", not " + VERSION);
    }
    if (length <= FIXED_BYTES || length > FIXED_BYTES + RunSecret.MAX_RUN_ID_BYTES) {
      throw new WireException("its handshake of version 1 has " + length + " bytes");
    }
    return hello;
  }

  /** Compares what a client that knows the secret believes about the run. */
  private ValueFormat checked(byte[] hello) throws IOException {
    byte[] own = hello(0);
    int shapeFrom = PREFIX_BYTES + Integer.BYTES;
    int nonceFrom = PREFIX_BYTES + FIXED_BYTES - NONCE_BYTES;
    int runFrom = PREFIX_BYTES + FIXED_BYTES;
    if (!Arrays.equals(hello, runFrom, hello.length, own, runFrom, own.length)) {
      throw refused(HandshakeStatus.OTHER_RUN, "it takes part in another run");
    }
    if (!Arrays.equals(hello, shapeFrom, nonceFrom, own, shapeFrom, nonceFrom)) {
      throw refused(HandshakeStatus.OTHER_SHAPE, "its table has another shape");
    }
    int code = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN).getInt(PREFIX_BYTES);
    ValueFormat format = ValueFormat.of(code);
    if (format == null) {
      throw refused(
          HandshakeStatus.UNKNOWN_FORMAT, "value format " + code + " is unknown to version 1");
    }
    return format;
  }

  private WireException refused(HandshakeStatus status, String why) throws IOException {
    write(reply(status, new byte[NONCE_BYTES]));
    return new WireException(why);
  }

  private static byte[] reply(HandshakeStatus status, byte[] content) {
    return buffer(REPLY_BYTES)
        .putInt(MAGIC)
        .putShort((short) VERSION)
        .putShort((short) status.code())
        .put(content)
        .array();
  }

  private byte[] readReply() throws IOException {
    byte[] reply = read(REPLY_BYTES);
    ByteBuffer fields = ByteBuffer.wrap(reply).order(ByteOrder.LITTLE_ENDIAN);
    int magic = fields.getInt();
    int version = Short.toUnsignedInt(fields.getShort());
    int status = Short.toUnsignedInt(fields.getShort());
    if (magic != MAGIC) {
      throw new WireException("the server begins with " + hex(magic) + ": it is none of ours");
    }
    if (status != HandshakeStatus.GO_ON.code()) {
      throw new WireException(
          "the server (version " + version + ") refused: " + HandshakeStatus.name(status));
    }
    if (version != VERSION) {
      throw new WireException("the server's version is " + version + ", not " + VERSION);
    }
    return reply;
  }

  private void write(byte[] bytes) throws IOException {
    channel.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
  }

  private byte[] read(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the connection ended during the handshake");
      }
    }
    byte[] bytes = new byte[count];
    buffer.flip().get(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String hex(int value) {
    return String.format("%08x", value);
  }
}
