/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * The JDK's TLS engine around a plain connection. Several records are read with one system call and
 * written with one, and decrypted straight into the reader's buffer when that has room for a
 * record.
 */
final class TlsChannel implements Channel {

  /** Records for one system call: 8 of 16 KB, as much as a plain connection moves at once. */
  private static final int RECORDS = 8;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0).asReadOnlyBuffer();

  private final PlainChannel plain;
  private final SSLEngine engine;
  private final int recordBytes;
  private final int plainBytes;
  private final ByteBuffer received;
  private final ByteBuffer decrypted;
  private final ByteBuffer encrypted;

  /** The reader too has to write now and then, when keys are renewed. */
  private final ReentrantLock writing = new ReentrantLock();

  TlsChannel(PlainChannel plain, SSLEngine engine) {
    this.plain = plain;
    this.engine = engine;
    recordBytes = engine.getSession().getPacketBufferSize();
    plainBytes = engine.getSession().getApplicationBufferSize();
    received = ByteBuffer.allocateDirect(RECORDS * recordBytes).flip();
    decrypted = ByteBuffer.allocateDirect(plainBytes).flip();
    encrypted = ByteBuffer.allocateDirect(RECORDS * recordBytes);
  }

  /** Agrees on keys and proves both identities. */
  void handshake() throws IOException {
    engine.beginHandshake();
    for (HandshakeStatus status = engine.getHandshakeStatus();
        status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
        status = engine.getHandshakeStatus()) {
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> write(NOTHING);
        default -> decryptOne();
      }
    }
  }

  private void decryptOne() throws IOException {
    decrypted.compact();
    try {
      SSLEngineResult result = engine.unwrap(received, decrypted);
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new EOFException("the other side ended the TLS handshake");
      }
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW && !receive()) {
        throw new EOFException("the connection ended during the TLS handshake");
      }
    } finally {
      decrypted.flip();
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (true) {
      int bytes = decrypted.hasRemaining() ? move(target) : decrypt(target);
      if (bytes != 0) {
        return bytes;
      }
      if (!decrypted.hasRemaining() && !receive()) {
        return -1;
      }
    }
  }

  private int move(ByteBuffer target) {
    int bytes = Math.min(target.remaining(), decrypted.remaining());
    target.put(decrypted.slice(decrypted.position(), bytes));
    decrypted.position(decrypted.position() + bytes);
    return bytes;
  }

  /** Decrypts what was received: into the target, or beside it when a record might not fit. */
  private int decrypt(ByteBuffer target) throws IOException {
    int start = target.position();
    while (received.hasRemaining()) {
      boolean direct = target.remaining() >= plainBytes;
      if (!direct && target.position() > start) {
        break;
      }
      SSLEngineResult result = unwrap(direct ? target : decrypted.clear());
      if (!direct) {
        decrypted.flip();
      }
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return target.position() > start ? target.position() - start : -1;
      }
      if (result.getStatus() != SSLEngineResult.Status.OK || decrypted.hasRemaining()) {
        break;
      }
    }
    return target.position() - start;
  }

  private SSLEngineResult unwrap(ByteBuffer target) throws IOException {
    SSLEngineResult result = engine.unwrap(received, target);
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      runTasks();
    } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && writing.tryLock()) {
      // A thread that holds the lock is about to write and sends the renewed key with that.
      try {
        write(NOTHING);
      } finally {
        writing.unlock();
      }
    }
    return result;
  }

  private boolean receive() throws IOException {
    received.compact();
    try {
      return plain.read(received) >= 0;
    } finally {
      received.flip();
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    writing.lock();
    try {
      do {
        encrypted.clear();
        do {
          SSLEngineResult result = engine.wrap(source, encrypted);
          if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("the TLS connection is closed");
          }
        } while (source.hasRemaining() && encrypted.remaining() >= recordBytes);
        plain.write(encrypted.flip());
      } while (source.hasRemaining());
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() {
    plain.close();
  }
}
