/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands for the fat jar without being built: a jar of a manifest that names the classes of the
 * build and the jars that a distribution of Spark does not have. Class loaders of Spark treat both
 * alike.
 */
final class ClassPathJar {
  private static final List<String> MODULES = List.of("unified-embedding", "sharding", "jobs");

  private ClassPathJar() {}

  /** Writes it; its jars are those of the build that are not in Spark's own folder. */
  static void write(Path file, Path sparkJars) throws IOException {
    Stream<Path> classes =
        MODULES.stream().map(module -> Path.of("..", module, "target", "classes"));
    Stream<Path> jars =
        Stream.of(Files.readString(Path.of("target", "classpath.txt")).strip().split(":"))
            .map(Path::of)
            .filter(jar -> !Files.exists(sparkJars.resolve(jar.getFileName())));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.concat(classes, jars)
                .map(path -> path.toAbsolutePath().normalize().toUri().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(file), manifest).close();
  }
}
