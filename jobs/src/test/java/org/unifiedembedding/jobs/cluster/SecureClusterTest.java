/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** ./ue on a cluster with authentication and encryption. */
@Tag("spark")
class SecureClusterTest extends SubmitContract {
  private static final String SECRET = "5eC3et-of-the-test";
  private static final String DEFAULTS = "spark-defaults.conf";
  private static final String STORE_KEY = "k3y-of-the-store";

  @TempDir private static Path home;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Path secret = Files.writeString(home.resolve("secret.txt"), SECRET);
    cluster = TestCluster.startSecure(home.resolve("cluster"), secret, WORKERS);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @Override
  TestCluster cluster() {
    return cluster;
  }

  @Override
  String options() throws IOException {
    Path file = folder.resolve("of the store.conf");
    Files.writeString(file, "spark.hadoop.fs.s3a.secret.key " + STORE_KEY);
    return " --load-spark-defaults --properties-file '%s'".formatted(file);
  }

  /** The secret is on no command line and in no file but the one that only its owner can read. */
  @Override
  void watch(InEachMode running) throws Exception {
    ClusterJvm executor = running.client().awaitExecutors(1).get(0);
    assertThat(String.join(" ", executor.commandLine())).doesNotContain(SECRET, STORE_KEY);
    Path client = ClusterJvm.proc(running.client().process().pid());
    assertThat(Files.readString(client.resolve("cmdline"))).doesNotContain(SECRET, STORE_KEY);
    ClusterJvm driver = running.cluster().awaitDriver();
    assertThat(String.join(" ", driver.commandLine())).doesNotContain(SECRET);
    assertThat(driver.commandLine())
        .as("Spark 4.1 puts every other property on a driver's command line, see docs/deploy.md")
        .contains("-Dspark.hadoop.fs.s3a.secret.key=" + STORE_KEY);
    running.client().await();
    running.cluster().await();
    assertThat(filesWith(SECRET)).containsExactly(DEFAULTS);
    assertThat(filesWith(STORE_KEY)).isEmpty();
    Path defaults = cluster.sparkHome().resolve("conf").resolve(DEFAULTS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(defaults)))
        .isEqualTo("rw-------");
  }

  private static List<String> filesWith(String text) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(cluster.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean ours = !file.startsWith(cluster.sparkHome().resolve("jars"));
        if (ours && new String(Files.readAllBytes(file), ISO_8859_1).contains(text)) {
          names.add(file.getFileName().toString());
        }
      }
    }
    return names;
  }

  @Test
  void letsInWhoKnowsTheSecretOnly() throws Exception {
    assertThatCode(() -> knock(new SparkConf().set("spark.authenticate.secret", SECRET)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> knock(new SparkConf().set("spark.authenticate.secret", "guess")))
        .hasMessageContaining("Exception thrown in awaitResult");
    assertThatThrownBy(() -> knock(new SparkConf().set("spark.authenticate", "false")))
        .hasMessageContaining("Exception thrown in awaitResult");
  }

  /** Looks the Master up as spark-submit does. */
  private static void knock(SparkConf conf) throws Exception {
    conf.setIfMissing("spark.authenticate", "true");
    conf.set("spark.network.crypto.enabled", "true");
    conf.set("spark.network.crypto.cipher", "AES/GCM/NoPadding");
    URI master = URI.create(cluster.master().at("/url").asText());
    RpcEnv stranger =
        RpcEnv.create(
            "stranger",
            "127.0.0.1",
            0,
            conf,
            new SecurityManager(conf, Option.empty(), package$.MODULE$.AUTH_SECRET_FILE()),
            true);
    try {
      stranger.setupEndpointRef(new RpcAddress(master.getHost(), master.getPort()), "Master");
    } finally {
      stranger.shutdown();
    }
  }
}
