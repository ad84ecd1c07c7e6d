/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.StoredResult;
import org.unifiedembedding.jobs.diff.DiffVerb;
import org.unifiedembedding.jobs.registry.AliasVerb;
import org.unifiedembedding.jobs.registry.PinVerb;
import org.unifiedembedding.jobs.retain.RetainVerb;
import org.unifiedembedding.jobs.verify.VerifyVerb;

/** One table through its operator's hands: compared, verified, retired, damaged. */
@Tag("spark")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatedTableTest {
  @TempDir private static Path folder;
  private static TestTable table;

  @BeforeAll
  static void publishFiveVersions() throws Exception {
    table =
        new TestTable(folder)
            .with("retain.keep-last", "1")
            .with("retain.keep-days", "0")
            .with("publish.increment-share", "0");
    for (int i = 1; i <= 5; i++) {
      table.train("run-" + i, null, i == 2 ? 0.5f : 1);
      table.run("run-" + i, new PublishVerb());
    }
    table.run("any", new PinVerb(), "2", "--reason", "holdout study");
    Path checkpoint = Path.of(table.paths("run-1").checkpoint());
    Files.writeString(Files.createDirectories(checkpoint).resolve("round-0"), "x".repeat(1000));
  }

  private static Path version(int number) {
    return Path.of(table.paths("run-" + number).version());
  }

  @Test
  @Order(1)
  void diffCountsTheRowsThatChanged() throws Exception {
    JsonNode other = table.run("any", new DiffVerb(), "1", "2").result();
    int stored = other.at("/rows/changed").asInt();
    assertThat(stored).isGreaterThan(300);
    assertThat(other.at("/rows/same").asInt()).isZero();
    assertThat(other.at("/rows/added").asInt() + other.at("/rows/removed").asInt()).isZero();
    assertThat(other.at("/metrics/auc/before").asDouble()).isEqualTo(0.5);

    StoredResult same = table.run("any", new DiffVerb(), "1", "production");
    assertThat(same.result().at("/rows/same").asInt()).isEqualTo(stored);
    assertThat(same.text())
        .contains("Rows: 0 changed, 0 added, 0 removed, %d the same.".formatted(stored))
        .contains("Vectors are not compared, since their values are not known.");
  }

  @Test
  @Order(2)
  void verifyFindsNothingWhereNothingIs() throws Exception {
    assertThat(table.run("any", new VerifyVerb()).text())
        .isEqualTo("versions [1, 2, 3, 4, 5]: 0 damages, 0 orphans");
  }

  @Test
  @Order(3)
  void retainSaysWhatItWouldRemoveAndRemovesNothing() throws Exception {
    StoredResult result = table.run("any", new RetainVerb());

    assertThat(result.text().lines().map(line -> line.replaceAll("[0-9,]{5,} bytes", "N bytes")))
        .containsExactly(
            "keep    2  run-2  pinned: holdout study",
            "keep    4  run-4  next for a rollback of production",
            "keep    5  run-5  named by production",
            "remove  1  run-1  N bytes, not among the newest 1, not published or named by an alias"
                + " in the last 0 days",
            "remove  3  run-3  N bytes, not among the newest 1, not published or named by an alias"
                + " in the last 0 days",
            "2 versions, N bytes: --apply removes them");
    assertThat(result.result().at("/removed/0/bytes").asLong())
        .as("version and checkpoint")
        .isGreaterThan(result.result().at("/removed/1/bytes").asLong() + 900);
    assertThat(version(1)).exists();
    assertThat(table.history().retired()).isEmpty();
  }

  @Test
  @Order(4)
  void retainRemovesAndFinishesWhatWasInterrupted() throws Exception {
    assertThat(table.run("any", new RetainVerb(), "--apply").text()).endsWith("bytes: removed");
    assertThat(table.history().retired()).containsOnlyKeys(1L, 3L);
    assertThat(version(1)).doesNotExist();
    assertThat(version(3)).doesNotExist();
    assertThat(Path.of(table.paths("run-1").checkpoint())).doesNotExist();
    assertThat(version(2)).exists();
    Files.writeString(Files.createDirectories(version(3)).resolve("left"), "x".repeat(10));
    assertThat(table.run("any", new VerifyVerb()).text())
        .startsWith("orphan  " + version(3) + ": remains of version 3, which is retired;");

    assertThat(table.run("any", new RetainVerb(), "--apply").text())
        .contains("remove  3  run-3  10 bytes")
        .endsWith("1 versions, 10 bytes: removed");

    assertThat(version(3)).doesNotExist();
    assertThat(table.run("any", new VerifyVerb()).text())
        .isEqualTo("versions [2, 4, 5]: 0 damages, 0 orphans");
    Files.delete(Path.of(table.paths("run-3").result("publish")));
    assertThatThrownBy(() -> table.run("run-3", new PublishVerb()))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("Retired version: '3'");
    assertThatThrownBy(() -> table.run("any", new AliasVerb(), "production", "3"))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("Retired version: '3'")
        .hasMessageContaining("choose one of [2, 4, 5]");
  }

  @Test
  @Order(5)
  void verifyNamesEveryDamageAndOrphan() throws Exception {
    Path flipped = version(2).resolve("snapshot/rows-00000.arrow");
    byte[] bytes = Files.readAllBytes(flipped);
    bytes[bytes.length / 2] ^= 1;
    Files.write(flipped, bytes);
    Files.delete(version(4).resolve("snapshot/head.arrow"));
    Files.delete(firstParquet(version(4)));
    Files.writeString(version(5).resolve("snapshot/note.txt"), "mine");

    assertThatThrownBy(() -> table.run("any", new VerifyVerb()))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT))
        .hasMessageContaining("Damaged: 3 findings (move aliases away from damaged versions")
        .hasMessageContaining("damage  version 2: " + flipped + " has SHA-256 ")
        .hasMessageContaining(
            "damage  version 4: " + version(4).resolve("snapshot/head.arrow") + " does not exist")
        .hasMessageContaining(
            "damage  version 4: " + version(4).resolve("rows") + " cannot be read")
        .hasMessageContaining("orphan  version 5: ")
        .hasMessageContaining("note.txt, 4 bytes");
    assertThat(table.run("any", new VerifyVerb(), "production").text())
        .endsWith("versions [5]: 0 damages, 1 orphans");
  }

  private static Path firstParquet(Path version) throws IOException {
    try (Stream<Path> files = Files.list(version.resolve("rows"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }
}
