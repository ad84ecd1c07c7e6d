/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.control;

import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.sharding.wire.RunSecret;

/**
 * Takes the orders of a run's driver, one at a time and each once. An order that is not signed with
 * the run's secret is refused, whatever Spark's own authentication is set to; so is one whose
 * sequence is not above all before it, as that of a driver which another one has replaced.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final RunSecret secret;
  private final UnaryOperator<String> orders;
  private final AtomicLong last = new AtomicLong(-1);
  private final AtomicLong refused = new AtomicLong();
  private final ExecutorService worker;
  private final TransportContext context;
  private final TransportServer server;

  private ControlServer(
      ControlNetwork network, String host, RunSecret secret, UnaryOperator<String> orders) {
    this.secret = secret;
    this.orders = orders;
    worker =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "ue-control-" + secret.runId());
              thread.setDaemon(true);
              return thread;
            });
    context = new TransportContext(network.settings(), new Handler());
    server = context.createServer(host, 0, network.serverBootstraps());
  }

  /**
   * Listens on a free port of a host from here on.
   *
   * @param orders carries an order out and returns the report; what it throws ends the order with
   *     an error at the driver
   */
  public static ControlServer open(String host, RunSecret secret, UnaryOperator<String> orders) {
    SparkEnv env = SparkEnv.get();
    return open(new ControlNetwork(env.conf(), env.securityManager()), host, secret, orders);
  }

  static ControlServer open(
      ControlNetwork network, String host, RunSecret secret, UnaryOperator<String> orders) {
    return new ControlServer(network, host, secret, orders);
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** Orders refused for want of the secret or for an old sequence. */
  public long refused() {
    return refused.get();
  }

  @Override
  public void close() {
    worker.shutdownNow();
    server.close();
    context.close();
  }

  private final class Handler extends RpcHandler {
    private final StreamManager streams = new OneForOneStreamManager();

    @Override
    public StreamManager getStreamManager() {
      return streams;
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback reply) {
      ControlFrame order =
          ControlFrame.decoded(message, ControlFrame.Direction.ORDER, secret).orElse(null);
      if (order == null) {
        refuse(client, reply, "an order that is not signed with the secret of its run");
      } else if (isOld(order)) {
        refuse(client, reply, "an order of a driver that another one has replaced");
      } else {
        worker.execute(() -> carryOut(order, reply));
      }
    }

    private boolean isOld(ControlFrame order) {
      return last.getAndAccumulate(order.sequence(), Math::max) >= order.sequence();
    }

    private void refuse(TransportClient client, RpcResponseCallback reply, String what) {
      refused.incrementAndGet();
      LOG.warn("Refused {} from {}", what, client.getSocketAddress());
      reply.onFailure(new IllegalStateException("refused: " + what));
    }

    private void carryOut(ControlFrame order, RpcResponseCallback reply) {
      try {
        ControlFrame report = new ControlFrame(order.sequence(), orders.apply(order.text()));
        reply.onSuccess(report.encoded(ControlFrame.Direction.REPORT, secret));
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.warn("An order of run {} failed", secret.runId(), e);
        reply.onFailure(e);
      }
    }
  }
}
