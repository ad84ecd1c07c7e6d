/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.channel.TlsIdentity;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.wire.RunSecret;
import org.unifiedembedding.sharding.wire.WireShape;

/** A JVM of its own that hosts all shards of a small table, encrypted, until it is killed. */
final class HostProcess implements AutoCloseable {
  static final TableSpec SPEC =
      TestTables.spec(new TableGeometry(16, 300, 77, 6), 1, TableSpec.NO_BOUND);
  static final RowPartition PARTITION = TestTables.partition(SPEC, 2);

  private final Process process;
  private final HostAddress address;

  /** Starts it and waits until it listens; renews its TLS keys after some bytes already. */
  HostProcess(RunSecret secret, TlsIdentity identity, Path securityProperties) throws IOException {
    HexFormat hex = HexFormat.of();
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.properties=" + securityProperties,
                "-cp",
                System.getProperty("java.class.path"),
                HostProcess.class.getName(),
                hex.formatHex(identity.certificate()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String secrets =
        hex.formatHex(secret.bytes()) + "\n" + hex.formatHex(identity.privateKey()) + "\n";
    process.getOutputStream().write(secrets.getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
    String port = process.inputReader(StandardCharsets.US_ASCII).readLine();
    address = new HostAddress("127.0.0.1", Integer.parseInt(port));
  }

  Topology topology(long incarnation) {
    return new Topology(incarnation, List.of(address, address, address));
  }

  static Link link(RunSecret secret, TlsIdentity identity) {
    return new Link(WireShape.of(SPEC, PARTITION), secret, identity, TestCluster.SETTINGS);
  }

  /** Gives the process no chance to say goodbye. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** The host itself: the certificate is an argument, what is secret comes in. */
  public static void main(String[] arguments) throws Exception {
    HexFormat hex = HexFormat.of();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    RunSecret secret = new RunSecret("test", hex.parseHex(in.readLine()));
    TlsIdentity identity = TlsIdentity.of(hex.parseHex(in.readLine()), hex.parseHex(arguments[0]));
    try (TestHost host = new TestHost(SPEC, PARTITION, link(secret, identity), 0, 1, 2)) {
      host.begin(1, 0);
      System.out.write((host.address().port() + "\n").getBytes(StandardCharsets.US_ASCII));
      System.out.flush();
      int read;
      do {
        read = in.read();
      } while (read >= 0);
    }
  }
}
