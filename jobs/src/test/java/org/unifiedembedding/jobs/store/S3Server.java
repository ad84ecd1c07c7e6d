/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3 in a process of its own, src/test/s3/AtomicS3.java, with the libraries that the build unpacks.
 * It ends where its standard input does, a pipe from this process.
 */
record S3Server(Process process, Path log) {
  static final String BUCKET = "lake";

  private static final Path LIBRARIES = Path.of("target", "s3mock", "BOOT-INF").toAbsolutePath();
  private static final Pattern PORT = Pattern.compile("Tomcat started on ports? (\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Starts it; its objects and its log are in a folder. */
  static S3Server start(Path folder) throws IOException {
    Path log = folder.resolve("log.txt");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            LIBRARIES.resolve("classes") + ":" + LIBRARIES.resolve("lib") + "/*",
            Path.of("src", "test", "s3", "AtomicS3.java").toString(),
            "--server.address=127.0.0.1",
            "--server.port=0",
            "--http.port=0",
            "--com.adobe.testing.s3mock.store.root="
                + Files.createDirectory(folder.resolve("root")),
            "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new S3Server(process, log);
  }

  /** Waits until it answers; its address. */
  String endpoint() throws IOException {
    await().atMost(PATIENCE).until(() -> port().find() || !process.isAlive());
    Matcher port = port();
    if (!port.find()) {
      throw new IllegalStateException("No S3 server: " + Files.readString(log));
    }
    return "http://127.0.0.1:" + port.group(1);
  }

  private Matcher port() throws IOException {
    return PORT.matcher(Files.readString(log));
  }
}
