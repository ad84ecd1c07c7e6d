/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleCodec;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.TestSpark;

/** Small raw files in a folder, prepared by the real job in the tests' session. */
record PrepareFixture(Path folder) {

  static SparkSession spark() {
    return TestSpark.session();
  }

  Path file(String name, String... lines) {
    return file(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  Path file(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path gzip(String name, byte[] content) {
    Path file = folder.resolve(name);
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** A configuration whose paths may use ${data}, this folder. */
  RunConfig config(String text) {
    return ConfigReader.read(
        new ConfigSource.Text("test.conf", text),
        Map.of(
            "name",
            "t",
            "root",
            folder.resolve("out").toString(),
            "data",
            folder.toString(),
            "table.rows",
            "1000"));
  }

  RunPaths paths(String runId) {
    return new RunPaths(folder.resolve("out").toString(), "t", runId);
  }

  PreparedExamples prepare(String text) {
    return prepare(config(text), "run");
  }

  PreparedExamples prepare(RunConfig config, String runId) {
    PrepareJob.run(spark(), config, paths(runId), Progress.silent());
    return PreparedExamples.open(spark(), paths(runId).prepared());
  }

  static List<ExampleBlock> blocks(PreparedExamples examples, String part) {
    UnitReader reader = examples.reader();
    return examples.units(part).stream().map(reader::read).toList();
  }

  /** The encoded units of all parts, by part and number. */
  static List<String> encoded(PreparedExamples examples) {
    List<String> units = new ArrayList<>();
    UnitReader reader = examples.reader();
    for (Part part : Part.values()) {
      for (UnitLocation unit : examples.units(part.text())) {
        byte[] bytes = ExampleCodec.encode(reader.read(unit), examples.schema());
        units.add(
            unit.part() + " " + unit.unit() + " " + new String(bytes, StandardCharsets.ISO_8859_1));
      }
    }
    return units;
  }

  static List<String> filesBelow(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
