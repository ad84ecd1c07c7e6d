/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.example.ExampleBlock;

@Tag("spark")
class SourceFormatsTest {
  private static final String ALL_TRAIN =
      "source { label = y, split { validation = 0, test = 0 } }\n";

  @TempDir Path folder;
  private PrepareFixture fixture;

  @BeforeEach
  void makeFixture() {
    fixture = new PrepareFixture(folder);
  }

  /** Sorted fingerprints of the only feature. */
  private long[] values(String config) {
    List<ExampleBlock> blocks = PrepareFixture.blocks(fixture.prepare(ALL_TRAIN + config), "train");
    return blocks.stream().flatMapToLong(b -> Arrays.stream(b.single())).sorted().toArray();
  }

  private static long[] fingerprints(String... values) {
    return Stream.of(values).mapToLong(Fingerprint::of).sorted().toArray();
  }

  @Test
  void readsASeparatorOfTwoCharacters() {
    fixture.file("a.dat", "1::ada::1", "0::bob::2");
    assertThat(
            values(
                """
                source.inputs.a { format = csv, path = ${data}"/a.dat", separator = "::"
                  columns = "y int, user string, time long" }
                features = [{ name = user }]
                """))
        .containsExactly(fingerprints("ada", "bob"));
  }

  @Test
  void readsTabsAndQuotesAndIntegersAsDecimalText() {
    fixture.file("a.tsv", "y\tid\tuser", "1\t007\t\"x\ty\"", "0\t8\tz");
    assertThat(
            values(
                """
                source.inputs.a { format = csv, path = ${data}"/a.tsv", separator = "\\t"
                  header = true, columns = "y int, id int, user string" }
                features = [{ name = both, expression = "concat(id, user)" }]
                """))
        .containsExactly(fingerprints("7x\ty", "8z"));
  }

  @Test
  void readsGzippedLatin1() {
    byte[] text = "1::Café\n0::Noël\n".getBytes(StandardCharsets.ISO_8859_1);
    fixture.gzip("a.dat.gz", text);
    assertThat(
            values(
                """
                source.inputs.a { format = csv, path = ${data}"/a.dat.gz", separator = "::"
                  encoding = ISO-8859-1, columns = "y int, title string" }
                features = [{ name = title }]
                """))
        .containsExactly(fingerprints("Café", "Noël"));
  }

  @Test
  void readsJsonLinesWithArrays() {
    fixture.file("a.json", "{\"y\":1,\"tags\":[\"b\",null,\"a\"]}", "{\"y\":0}");
    PreparedExamples examples =
        fixture.prepare(
            ALL_TRAIN
                + """
                source.inputs.a { format = json, path = ${data}"/a.json" }
                features = [{ name = tags, type = multi-valued }]
                """);
    ExampleBlock block = PrepareFixture.blocks(examples, "train").get(0);
    assertThat(block.multi()).containsExactly(Fingerprint.of("b"), Fingerprint.of("a"));
    assertThat(examples.statistics().feature("tags").missing()).isEqualTo(1);
    assertThat(examples.statistics().feature("tags").sourceType()).isEqualTo("ARRAY<STRING>");
  }

  @Test
  void readsParquetOfIntegersBooleansAndBytes() {
    SparkSession spark = PrepareFixture.spark();
    spark
        .sql("SELECT 1.0D AS y, -5L AS l, true AS b, cast('ab' AS binary) AS bin, 3Y AS byte")
        .write()
        .parquet(folder.resolve("a.parquet").toString());
    assertThat(
            values(
                """
                source.inputs.a { format = parquet, path = ${data}"/a.parquet" }
                features = [{ name = l }, { name = b }, { name = bin }, { name = byte }]
                """))
        .containsExactly(fingerprints("-5", "true", "ab", "3"));
  }

  @Test
  void readsDeltaAtAVersion() {
    SparkSession spark = PrepareFixture.spark();
    String path = folder.resolve("a").toString();
    spark.sql("SELECT 1 AS y, 'old' AS user").write().format("delta").save(path);
    spark.sql("SELECT 1 AS y, 'new' AS user").write().format("delta").mode("append").save(path);
    String config =
        """
        source.inputs.a { format = delta, path = ${data}"/a", version = 0 }
        features = [{ name = user }]
        """;
    assertThat(values(config)).containsExactly(fingerprints("old"));
  }

  @Test
  void joinsTwoInputsBySql() {
    fixture.file("ratings.dat", "1::7::5", "1::8::2", "2::7::3");
    fixture.file("movies.dat", "7::Heat::Action|Crime", "8::Up::Comedy");
    PreparedExamples examples =
        fixture.prepare(
            """
            source {
              inputs.ratings { format = csv, path = ${data}"/ratings.dat", separator = "::"
                columns = "user int, movie int, rating int" }
              inputs.movies { format = csv, path = ${data}"/movies.dat", separator = "::"
                columns = "movie int, title string, genres string" }
              query = "SELECT * FROM ratings JOIN movies USING (movie) WHERE rating <> 3"
              label = "rating >= 4"
              split { validation = 0, test = 0 }
            }
            features = [{ name = movie }, { name = genres, type = multi-valued, separator = "|" }]
            """);
    assertThat(examples.examples("train")).isEqualTo(2);
    assertThat(examples.statistics().part(Part.TRAIN).labelMean()).isEqualTo(0.5);
    assertThat(examples.statistics().feature("genres").distinct()).isEqualTo(3);
    assertThat(examples.statistics().feature("movie").topValues())
        .extracting(PreparedStatistics.TopValue::value)
        .containsExactlyInAnyOrder("7", "8");
  }
}
