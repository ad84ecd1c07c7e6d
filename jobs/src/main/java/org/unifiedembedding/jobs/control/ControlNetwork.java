/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.control;

import java.util.List;
import org.apache.spark.SSLOptions;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * How this JVM takes part in Spark's RPC: with the application's settings, secret and encryption,
 * as Spark's own services do.
 *
 * @param conf the application's
 * @param security the application's, from {@code SparkEnv}
 */
record ControlNetwork(SparkConf conf, SecurityManager security) {

  /** A few small messages a second: two threads are enough. */
  private static final int THREADS = 2;

  TransportConf settings() {
    SSLOptions ssl = security.isSslRpcEnabled() ? security.getRpcSSLOptions() : null;
    return SparkTransportConf.fromSparkConf(
        conf, "rpc", THREADS, Option.apply("ue"), Option.apply(ssl));
  }

  List<TransportServerBootstrap> serverBootstraps() {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthServerBootstrap(settings(), security))
        : List.of();
  }

  List<TransportClientBootstrap> clientBootstraps() {
    String application = conf.get("spark.app.id", "ue");
    return security.isAuthenticationEnabled()
        ? List.of(new AuthClientBootstrap(settings(), application, security))
        : List.of();
  }
}
