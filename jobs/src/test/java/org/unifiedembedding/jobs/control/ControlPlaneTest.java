/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unifiedembedding.sharding.wire.RunSecret;
import scala.Option;

class ControlPlaneTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String HOST = "127.0.0.1";

  private final RunSecret secret = RunSecret.create("run-1");

  @ParameterizedTest
  @ValueSource(strings = {"plain", "authenticated", "encrypted"})
  void ordersArriveOnceInOrderAndReportsComeBack(String kind) throws IOException {
    List<String> arrived = Collections.synchronizedList(new ArrayList<>());
    try (ControlServer server =
            ControlServer.open(
                network(kind),
                HOST,
                secret,
                order -> {
                  arrived.add(order);
                  return "did " + order;
                });
        ControlClient client = ControlClient.open(network(kind), secret, 1)) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.call(HOST, server.port(), "begin " + i + " \u2713", PATIENCE))
            .isEqualTo("did begin " + i + " \u2713");
      }
      assertThat(arrived)
          .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "begin " + i + " \u2713").toList());
      assertThat(server.refused()).isZero();
    }
  }

  @Test
  void whoDoesNotKnowTheRunsSecretIsRefusedAndCounted() throws IOException {
    try (ControlServer server = ControlServer.open(network("plain"), HOST, secret, o -> o);
        ControlClient other = ControlClient.open(network("plain"), RunSecret.create("run-1"), 1);
        ControlClient client = ControlClient.open(network("plain"), secret, 1)) {
      assertThatThrownBy(() -> other.call(HOST, server.port(), "close", PATIENCE))
          .hasMessage("The host at 127.0.0.1:" + server.port() + " did not do what it was told")
          .hasStackTraceContaining("refused: an order that is not signed with the secret");
      assertThat(server.refused()).isEqualTo(1);
      assertThat(client.call(HOST, server.port(), "ping", PATIENCE)).isEqualTo("ping");
    }
  }

  @Test
  void whoDoesNotKnowTheApplicationsSecretDoesNotGetThrough() {
    SparkConf strange = conf("authenticated").set("spark.authenticate.secret", "another one");
    ControlNetwork stranger = network(strange);
    try (ControlServer server = ControlServer.open(network("authenticated"), HOST, secret, o -> o);
        ControlClient client = ControlClient.open(stranger, secret, 1)) {
      assertThatThrownBy(() -> client.call(HOST, server.port(), "ping", PATIENCE))
          .hasMessage("Cannot connect with the host at 127.0.0.1:" + server.port());
      assertThat(server.refused()).isZero();
    }
  }

  @Test
  void aDriverThatAnotherHasReplacedIsRefused() throws IOException {
    try (ControlServer server = ControlServer.open(network("plain"), HOST, secret, o -> o);
        ControlClient zombie = ControlClient.open(network("plain"), secret, 4);
        ControlClient driver = ControlClient.open(network("plain"), secret, 5)) {
      assertThat(zombie.call(HOST, server.port(), "ping", PATIENCE)).isEqualTo("ping");
      assertThat(driver.call(HOST, server.port(), "ping", PATIENCE)).isEqualTo("ping");
      assertThatThrownBy(() -> zombie.call(HOST, server.port(), "commit", PATIENCE))
          .hasMessageStartingWith("The host at 127.0.0.1:")
          .hasStackTraceContaining("refused: an order of a driver that another one has replaced");
    }
  }

  @Test
  void aHostThatFailsIsDeadOrHangsIsAnError() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    try (ControlClient client = ControlClient.open(network("plain"), secret, 1)) {
      int port;
      try (ControlServer server =
          ControlServer.open(network("plain"), HOST, secret, order -> run(order, never))) {
        port = server.port();
        assertThatThrownBy(() -> client.call(HOST, port, "fail", PATIENCE))
            .hasMessage("The host at 127.0.0.1:" + port + " did not do what it was told")
            .hasStackTraceContaining("there is no such shard");
        assertThatThrownBy(() -> client.call(HOST, port, "hang", Duration.ofMillis(200)))
            .hasMessage("The host at 127.0.0.1:" + port + " did not answer in 0.2 s");
        never.countDown();
      }
      assertThatThrownBy(() -> client.call(HOST, port, "ping", PATIENCE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  private static String run(String order, CountDownLatch never) {
    if (order.equals("fail")) {
      throw new IllegalArgumentException("there is no such shard");
    }
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return order;
  }

  private static SparkConf conf(String kind) {
    SparkConf conf = new SparkConf(false).set("spark.app.id", "application-1");
    if (!kind.equals("plain")) {
      conf.set("spark.authenticate", "true").set("spark.authenticate.secret", "of the application");
      conf.set("spark.network.crypto.saslFallback", "false");
    }
    if (kind.equals("encrypted")) {
      conf.set("spark.network.crypto.enabled", "true");
      conf.set("spark.network.crypto.cipher", "AES/GCM/NoPadding");
    }
    return conf;
  }

  private static ControlNetwork network(String kind) {
    return network(conf(kind));
  }

  private static ControlNetwork network(SparkConf conf) {
    return new ControlNetwork(
        conf, new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE()));
  }
}
