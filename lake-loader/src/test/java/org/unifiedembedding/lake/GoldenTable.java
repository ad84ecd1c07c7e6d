/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.unifiedembedding.embedding.snapshot.RowFormat;

/**
 * A copy of the table in the resources, which the verbs made: run "one" is version 1 and retired;
 * "two", "three" and "four" went on from each other, with exports as int8 and increments of both
 * formats; production names version 4, canary version 2, which is pinned. No Delta tables of rows.
 */
record GoldenTable(Path path) {
  static GoldenTable copy(Path to) throws IOException, URISyntaxException {
    copy(resource(), to);
    return new GoldenTable(to);
  }

  /** The table itself, not to be changed. */
  static Path resource() throws URISyntaxException {
    return Path.of(Objects.requireNonNull(GoldenTable.class.getResource("table")).toURI());
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy);
      }
    }
  }

  /** The folder of a run's version, or of its export. */
  static String version(String runId, RowFormat format) {
    return format == RowFormat.FLOAT32
        ? "versions/" + runId
        : "exports/%s/%s".formatted(runId, format);
  }

  static String increment(String from, String to, RowFormat format) {
    return "increments/%s/%s/%s".formatted(to, format, from);
  }

  Path file(String name) {
    return path.resolve(name);
  }

  LakeRegistry registry() {
    return new LakeRegistry(path.toString(), new Configuration());
  }

  Mirror mirror(Path folder, RowFormat format) {
    return new Mirror(path.toUri(), folder, format, new Configuration());
  }

  /** Removes a file or folder. */
  void delete(String name) throws IOException {
    delete(file(name));
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  void truncate(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(file(name));
    Files.write(file(name), Arrays.copyOf(bytes, bytes.length - 1));
  }

  void flip(String name) throws IOException {
    flip(file(name));
  }

  static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  void replace(String name, String old, String changed) throws IOException {
    String text = Files.readString(file(name));
    if (!text.contains(old)) {
      throw new IllegalArgumentException("Invalid text: " + old + " (is not in " + text + ")");
    }
    Files.writeString(file(name), text.replace(old, changed));
  }
}
