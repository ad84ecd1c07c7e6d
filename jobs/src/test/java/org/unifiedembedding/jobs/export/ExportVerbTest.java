/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.Export;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.publish.LoadVerb;
import org.unifiedembedding.jobs.publish.PublishVerb;
import org.unifiedembedding.jobs.publish.TrainedClicks;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/** A trained and published version, exported in every format and loaded alone. */
@Tag("spark")
class ExportVerbTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static TrainedClicks clicks = new TrainedClicks(Path.of(""));

  @BeforeAll
  static void publishes() throws Exception {
    clicks = TrainedClicks.train(folder, "one");
    clicks.run("one", new PublishVerb(), Map.of("publish.exports", "[float16]"));
  }

  private static EmbeddingTable version() {
    return EmbeddingTable.open(Path.of(clicks.paths("one").version()));
  }

  private static Exported export(String format, Path path) throws Exception {
    Map<String, String> set = Map.of("export.format", format, "export.path", path.toString());
    return (Exported) clicks.run("any", new ExportVerb(), set).values();
  }

  /** Size and time of every file. */
  private static Map<String, String> files(Path of) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(of)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }

  @ParameterizedTest
  @CsvSource({"float32, 0, 1", "float16, 0.001, 0.52", "int8, 0.01, 0.5", "int4, 0.15, 0.4"})
  void exportIsLoadedAloneAndSaysItsLoss(
      String format, double cosineLoss, double share, @TempDir Path empty) throws Exception {
    Path alone = empty.resolve("service");
    Map<String, String> before = files(Path.of(clicks.paths("one").version()));

    Exported exported = export(format, alone);

    assertThat(files(Path.of(clicks.paths("one").version()))).isEqualTo(before);
    EmbeddingTable table = EmbeddingTable.open(alone);
    table.verify();
    assertThat(table.manifest().export()).isEqualTo(exported.export());
    assertThat(table.layout()).isEqualTo(version().layout());
    assertThat(table.headWeights()).containsExactly(version().headWeights());
    assertLoss(table, exported.export(), cosineLoss);
    long rows = Files.size(alone.resolve("snapshot/rows-00000.arrow"));
    long trained = Files.size(Path.of(clicks.paths("one").version(), "snapshot/rows-00000.arrow"));
    assertThat((double) rows / trained).isLessThanOrEqualTo(share);
  }

  /** Measures again, in another way. */
  private static void assertLoss(EmbeddingTable table, Export export, double cosineLoss) {
    EmbeddingTable version = version();
    float[] was = new float[7];
    float[] is = new float[7];
    double maxError = 0;
    long touched = 0;
    for (long row = 0; row < table.layout().geometry().rows(); row++) {
      version.read(row, was, 0);
      table.read(row, is, 0);
      boolean untouched = Arrays.equals(was, new float[7]);
      assertThat(!untouched || Arrays.equals(is, was)).as("row %d", row).isTrue();
      touched += untouched ? 0 : 1;
      for (int i = 0; i < was.length; i++) {
        maxError = Math.max(maxError, Math.abs((double) was[i] - is[i]));
      }
    }
    assertThat(export.vectors().rows()).isEqualTo(touched);
    assertThat(export.vectors().maxError()).isEqualTo(maxError);
    assertThat(export.vectors().minCosine()).isBetween(1 - cosineLoss, 1.0);
    assertThat(export.vectors().meanCosine()).isBetween(export.vectors().minCosine(), 1.0);
    assertThat(export.vectors().rmsError()).isLessThanOrEqualTo(maxError);
    Export.ScoreLoss scores = Objects.requireNonNull(export.scores());
    assertThat(scores.part()).isEqualTo("test");
    assertThat(scores.examples()).isBetween(400L, 600L);
    assertThat(scores.auc()).isBetween(scores.sourceAuc() - 0.02, scores.sourceAuc() + 0.02);
    assertThat(scores.sourceLogLoss()).isPositive();
  }

  @Test
  void sameExportIsMadeOnceAndHasTheSameBytes(@TempDir Path empty) throws Exception {
    Path path = empty.resolve("one");
    Exported first = export("int8", path);
    Map<String, String> before = files(path);

    assertThat(export("int8", path)).isEqualTo(first);
    assertThat(files(path)).isEqualTo(before);
    export("int8", empty.resolve("two"));
    assertThat(Files.readString(empty.resolve("two").resolve(Manifest.PATH)))
        .isEqualTo(Files.readString(path.resolve(Manifest.PATH)));
  }

  @Test
  void interruptedExportIsNoneAndIsMadeAgain(@TempDir Path empty) throws Exception {
    Path path = empty.resolve("interrupted");
    Exported first = export("int4", path);
    Files.delete(path.resolve(Manifest.PATH));
    Files.writeString(path.resolve("snapshot/rows-00000.arrow"), "half of it");

    assertThatThrownBy(() -> EmbeddingTable.open(path))
        .hasMessageContaining("There is no complete version in");
    assertThat(export("int4", path)).isEqualTo(first);
    EmbeddingTable.open(path).verify();
  }

  @Test
  void publishMakesItsExportsAndLoadReadsThem() throws Exception {
    assertThat(Path.of(clicks.paths("one").export("float16"), Manifest.PATH)).exists();
    JsonNode found =
        JSON.valueToTree(
            clicks
                .run("any", new LoadVerb(), Map.of(), "--format", "float16", "user=u1", "--verify")
                .values());

    float[] expected = version().vector("user", "u1");
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.at("/vectors/0/vector/" + i).floatValue())
          .isBetween(expected[i] - 1e-3f, expected[i] + 1e-3f);
    }
    assertThat(found.path("path").asText()).isEqualTo(clicks.paths("one").export("float16"));
  }

  @Test
  void verifyFindsADamagedExport() throws Exception {
    Path rows = Path.of(clicks.paths("one").export("float16"), "snapshot/rows-00000.arrow");
    byte[] whole = Files.readAllBytes(rows);
    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    assertThat(clicks.run("any", new VerifyVerb(), Map.of()).text()).contains("0 damages");
    try {
      Files.write(rows, damaged);

      assertThatThrownBy(() -> clicks.run("any", new VerifyVerb(), Map.of()))
          .hasMessageContaining("exports/one/float16/snapshot/rows-00000.arrow has SHA-256");
    } finally {
      Files.write(rows, whole);
    }
  }

  @Test
  void refusesFoldersOfSomethingElse(@TempDir Path empty) throws Exception {
    Path path = empty.resolve("taken");
    export("int8", path);

    assertRefused(ErrorCode.CONFLICT, "it holds run 'one' as int8", "int4", path);
    Path inside = Path.of(clicks.paths("one").version(), "small");
    assertRefused(ErrorCode.USAGE, "lies in the version", "int8", inside);
    assertThatThrownBy(() -> clicks.run("any", new ExportVerb(), Map.of(), path.toString()))
        .hasMessageContaining("it is an export itself, as int8");
    assertThatThrownBy(() -> export("int2", empty))
        .hasMessageContaining("must be one of float32, float16, int8, int4");
  }

  private static void assertRefused(ErrorCode code, String message, String format, Path path) {
    assertThatThrownBy(() -> export(format, path))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
