/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.unifiedembedding.sharding.wire.RunSecret;

/** The driver's side of the control plane: orders to any host of one run. Thread-safe. */
public final class ControlClient implements AutoCloseable {

  /** Orders of one driver, at most. */
  private static final int ORDER_BITS = 40;

  private final RunSecret secret;
  private final AtomicLong sequence;
  private final TransportContext context;
  private final TransportClientFactory clients;

  private ControlClient(ControlNetwork network, RunSecret secret, long driver) {
    this.secret = secret;
    sequence = new AtomicLong(driver << ORDER_BITS);
    context = new TransportContext(network.settings(), new NoOpRpcHandler());
    clients = context.createClientFactory(network.clientBootstraps());
  }

  /**
   * A client for the orders of one driver.
   *
   * @param driver number of the driver among those of the run; hosts refuse the orders of a lower
   *     one as soon as they have met a higher one
   */
  public static ControlClient open(RunSecret secret, long driver) {
    SparkEnv env = SparkEnv.get();
    return open(new ControlNetwork(env.conf(), env.securityManager()), secret, driver);
  }

  static ControlClient open(ControlNetwork network, RunSecret secret, long driver) {
    return new ControlClient(network, secret, driver);
  }

  /**
   * Sends an order and waits for the report.
   *
   * @throws IOException when the host cannot be reached, refuses or fails, or the time is over
   */
  public String call(String host, int port, String order, Duration timeout) throws IOException {
    CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
    long number;
    synchronized (this) {
      number = sequence.incrementAndGet();
      ByteBuffer message =
          new ControlFrame(number, order).encoded(ControlFrame.Direction.ORDER, secret);
      client(host, port).sendRpc(message, new Answer(answer));
    }
    return report(host, port, number, await(host, port, answer, timeout));
  }

  private TransportClient client(String host, int port) throws IOException {
    try {
      return clients.createClient(host, port);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while connecting to " + host + ":" + port, e);
    } catch (IOException | RuntimeException e) {
      throw new IOException("Cannot connect with the host at " + host + ":" + port, e);
    }
  }

  private static ByteBuffer await(
      String host, int port, CompletableFuture<ByteBuffer> answer, Duration timeout)
      throws IOException {
    String who = "The host at " + host + ":" + port;
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(who + " did not answer in " + timeout.toMillis() / 1000.0 + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(who + " did not do what it was told", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while waiting for " + host + ":" + port, e);
    }
  }

  private String report(String host, int port, long number, ByteBuffer bytes) throws IOException {
    return ControlFrame.decoded(bytes, ControlFrame.Direction.REPORT, secret)
        .filter(report -> report.sequence() == number)
        .orElseThrow(
            () ->
                new IOException(
                    "What came from " + host + ":" + port + " is no report of a host of the run"))
        .text();
  }

  @Override
  public void close() {
    clients.close();
    context.close();
  }

  /** Copies the answer, whose buffer is Spark's own. */
  private record Answer(CompletableFuture<ByteBuffer> future) implements RpcResponseCallback {
    @Override
    public void onSuccess(ByteBuffer response) {
      future.complete(ByteBuffer.allocate(response.remaining()).put(response).flip());
    }

    @Override
    public void onFailure(Throwable e) {
      future.completeExceptionally(e);
    }
  }
}
