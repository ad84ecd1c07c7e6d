/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.sharding.channel.PlainChannel;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Replies;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.wire.ValueFormat;

/**
 * The requests to one host that have no answer yet, and the connection that carries them. A
 * connection that breaks is made anew and all open requests are sent again in their order, which
 * shards are made for: a push that they have is a duplicate. Only when the host stays away for
 * longer than the patience, or is given up, are its requests refused.
 *
 * <p>Whoever sends writes, under the lock. One thread keeps the connection: it connects, sends
 * again, pings. The connection's own thread reads and never waits for the lock; a sender that waits
 * for a server which waits to be read would otherwise wait for ever.
 */
final class HostLink {
  private static final Logger LOG = LoggerFactory.getLogger(HostLink.class);

  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();
  private static final long LAST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final HostAddress address;
  private final Link link;
  private final ValueFormat format;
  private final Watch watch;
  private final TrafficCounter counter;
  private final ConcurrentNavigableMap<Long, OpenRequest> open = new ConcurrentSkipListMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread keeper;
  private @Nullable ClientConnection connection;
  private long nextId;
  private boolean started;
  private boolean closed;
  private volatile Answer.@Nullable Refused givenUp;
  private volatile @Nullable PlainChannel current;
  private String lastFailure = "never tried";

  HostLink(
      HostAddress address, Link link, ValueFormat format, Watch watch, TrafficCounter counter) {
    this.address = address;
    this.link = link;
    this.format = format;
    this.watch = watch;
    this.counter = counter;
    keeper = new Thread(this::keep, "shard-link-" + address);
    keeper.setDaemon(true);
    keeper.setUncaughtExceptionHandler((t, e) -> LOG.error("{} failed", t.getName(), e));
  }

  /** Sends a request now, or when the host is reached. */
  void send(Request request, Replies replies) {
    lock.lock();
    try {
      if (!closed) {
        counter.asked(request);
        long id = nextId++;
        open.put(id, new OpenRequest(request, replies, System.nanoTime()));
        write(id, request);
        return;
      }
    } finally {
      lock.unlock();
    }
    replies.answer(request, refusal());
  }

  /** An interrupt waits, for it would end the connection that others use as well. */
  private void write(long id, Request request) {
    ClientConnection now = connection;
    if (now == null) {
      if (!started) {
        started = true;
        keeper.start();
      }
      LockSupport.unpark(keeper);
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      now.write(id, request);
    } catch (IOException e) {
      // The keeper sends it again over the next connection.
      now.fail(e);
      LockSupport.unpark(keeper);
    } catch (RuntimeException e) {
      open.remove(id);
      now.fail(e);
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Refuses what is open and whatever comes, soon. */
  void giveUp(Answer.Refused refusal) {
    lock.lock();
    try {
      givenUp = refusal;
      if (!started) {
        started = true;
        keeper.start();
      }
    } finally {
      lock.unlock();
    }
    PlainChannel channel = current;
    if (channel != null) {
      channel.close();
    }
    LockSupport.unpark(keeper);
  }

  private Answer.Refused refusal() {
    Answer.Refused refusal = givenUp;
    return refusal == null ? new Answer.Refused(Answer.Reason.UNREACHABLE, "closed") : refusal;
  }

  private void keep() {
    long troubleSince = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    boolean trouble = false;
    while (givenUp == null) {
      if (open.isEmpty()) {
        trouble = false;
        LockSupport.park(this);
        continue;
      }
      if (!trouble) {
        trouble = true;
        troubleSince = System.nanoTime();
        pause = FIRST_PAUSE_NANOS;
      }
      if (connectAndStay()) {
        trouble = false;
      } else if (System.nanoTime() - troubleSince > link.settings().patience().toNanos()) {
        refuseOpen(unreachable());
        trouble = false;
      } else {
        LockSupport.parkNanos(this, pause);
        pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
      }
    }
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    refuseOpen(refusal());
  }

  /** Uses one connection as long as it lasts; whether it brought an answer. */
  private boolean connectAndStay() {
    Watched watched;
    try {
      Duration timeout = link.settings().connectTimeout();
      watched =
          new Watched(
              PlainChannel.connect(address.host(), address.port(), timeout), link.settings());
    } catch (IOException | RuntimeException e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    }
    watch.add(watched);
    try (PlainChannel plain = watched.plain()) {
      current = plain;
      if (givenUp != null) {
        return false;
      }
      return stay(new ClientConnection(watched, link, format, open, counter));
    } catch (IOException | RuntimeException e) {
      failed(watched.cause(e));
      return false;
    } finally {
      current = null;
      watch.remove(watched);
    }
  }

  private boolean stay(ClientConnection made) {
    LOG.info("Connected with {}, values as {}", address, format);
    Thread reader = made.startReading(keeper.getName() + "-reader", keeper);
    sendAgain(made);
    while (made.works() && givenUp == null) {
      LockSupport.parkNanos(this, link.settings().heartbeat().toNanos());
      ping(made);
    }
    made.fail(new IOException("given up"));
    lock.lock();
    try {
      connection = null;
    } finally {
      lock.unlock();
    }
    join(reader);
    failed(made.cause());
    return made.wasUseful();
  }

  private void sendAgain(ClientConnection made) {
    lock.lock();
    try {
      connection = made;
      for (var entry : open.entrySet()) {
        made.write(entry.getKey(), entry.getValue().request());
      }
    } catch (IOException e) {
      made.fail(e);
    } finally {
      lock.unlock();
    }
  }

  /** A link whose lock is taken is busy and needs no ping. */
  private void ping(ClientConnection made) {
    if (made.works() && lock.tryLock()) {
      try {
        made.ping();
      } catch (IOException e) {
        made.fail(e);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Until the reader has ended it may write into the arrays of requests. */
  private static void join(Thread reader) {
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed(String why) {
    lastFailure = why;
    if (givenUp == null) {
      LOG.warn("No connection with {}: {}", address, why);
    }
  }

  private Answer.Refused unreachable() {
    double seconds = link.settings().patience().toMillis() / 1000.0;
    return new Answer.Refused(
        Answer.Reason.UNREACHABLE,
        address + " did not come back in " + seconds + " s: " + lastFailure);
  }

  private void refuseOpen(Answer.Refused refusal) {
    for (var entry = open.pollFirstEntry(); entry != null; entry = open.pollFirstEntry()) {
      counter.answered(entry.getValue().request(), refusal, entry.getValue().askedNanos());
      entry.getValue().answer(refusal);
    }
  }
}
