/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

@Tag("spark")
class DeltaLakeTest {
  private static final StructType SCHEMA = StructType.fromDDL("part string, number bigint");

  private final SparkSession spark = TestSpark.session();
  private final DeltaLake lake = new DeltaLake(spark);
  @TempDir Path folder;
  private String table = "";

  @BeforeEach
  void createsTable() {
    table = folder.resolve("table").toString();
    lake.create(table, SCHEMA, List.of("part"), Map.of());
  }

  private Dataset<Row> numbers(String part, long from, long to) {
    return spark.range(from, to).selectExpr("'" + part + "' as part", "id as number");
  }

  private static List<Mark> round(long expected, long next) {
    return List.of(new Mark("driver", 7, 7), new Mark("round", expected, next));
  }

  @Test
  void commitsDataAndMarksTogether() {
    lake.commit(table, List.of(new Mark("driver", Mark.NONE, 7)));

    long version = lake.commit(table, numbers("a", 0, 5), round(Mark.NONE, 0)).version();
    lake.commit(table, numbers("b", 5, 7), round(0, 1));

    assertThat(lake.mark(table, "round")).isEqualTo(1);
    assertThat(lake.mark(table, "driver")).isEqualTo(7);
    assertThat(lake.mark(table, "unheard of")).isEqualTo(Mark.NONE);
    assertThat(lake.read(table, version).count()).isEqualTo(5);
    assertThat(lake.read(table, lake.version(table)).count()).isEqualTo(7);
  }

  @Test
  void refusesStaleMark() throws IOException {
    lake.commit(table, List.of(new Mark("driver", Mark.NONE, 7)));
    lake.commit(table, numbers("a", 0, 5), round(Mark.NONE, 0));

    assertThatThrownBy(() -> lake.commit(table, numbers("a", 5, 9), round(Mark.NONE, 0)))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("but the table has 0");
    assertThat(lake.read(table, lake.version(table)).count()).isEqualTo(5);
  }

  @Test
  void oneOfTwoWritersWinsAndTheOtherLeavesNothing() throws Exception {
    lake.commit(table, List.of(new Mark("driver", Mark.NONE, 7)));
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<Committed>> writers =
        Stream.of("a", "b")
            .map(
                part ->
                    threads.submit(
                        () -> {
                          start.await();
                          return lake.commit(table, numbers(part, 0, 1000), round(Mark.NONE, 0));
                        }))
            .toList();
    start.countDown();
    int winners = 0;
    for (Future<Committed> writer : writers) {
      try {
        assertThat(writer.get().version()).isPositive();
        winners++;
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOf(UnifiedEmbeddingException.class)
            .hasMessageContaining("Another run writes this table");
      }
    }
    threads.shutdown();

    assertThat(winners).isEqualTo(1);
    Dataset<Row> rows = lake.read(table, lake.version(table));
    assertThat(rows.count()).isEqualTo(1000);
    assertThat(rows.select("part").distinct().count()).isEqualTo(1);
    assertThat(dataFiles()).hasSameSizeAs(lake.files(table, lake.version(table)));
  }

  @Test
  void listsFilesOfVersionWithPartitions() throws IOException {
    Committed committed = lake.commit(table, numbers("a b", 0, 5).coalesce(1), List.of());
    lake.commit(table, numbers("c", 0, 5).coalesce(1), List.of());

    assertThat(lake.files(table, committed.version()))
        .isEqualTo(committed.files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.partition()).containsEntry("part", "a b");
              Path path = Path.of(java.net.URI.create(file.path().replace(" ", "%20")));
              assertThat(path).exists().hasSize(file.bytes());
            });
  }

  @Test
  void listsTheSameFilesWithoutChecksumFile() throws IOException {
    lake.commit(table, numbers("a", 0, 5).coalesce(1), List.of());
    long version = lake.commit(table, numbers("b", 0, 5).coalesce(1), List.of()).version();
    List<DataFile> files = lake.files(table, version);
    assertThat(files).hasSize(2);

    Files.delete(Path.of(table, "_delta_log", "%020d.crc".formatted(version)));
    DeltaLog.invalidateCache(spark, new org.apache.hadoop.fs.Path(table));
    assertThat(lake.files(table, version)).isEqualTo(files);
  }

  @Test
  void saysWhichColumnsHaveOneValueInAFile() {
    Committed one = lake.commit(table, numbers("a", 7, 8).coalesce(1), List.of());
    Committed more = lake.commit(table, numbers("a", 7, 9).coalesce(1), List.of());

    assertThat(one.files().get(0).constants()).isEqualTo(Map.of("number", 7L));
    assertThat(more.files().get(0).constants()).isEmpty();
  }

  @Test
  void tableIsPlainForOtherReaders() {
    Row detail = spark.sql("describe detail delta.`" + table + "`").head();

    assertThat(detail.<Integer>getAs("minReaderVersion")).isEqualTo(1);
    assertThat(detail.getList(detail.fieldIndex("tableFeatures")))
        .allMatch(feature -> feature.equals("appendOnly") || feature.equals("invariants"));
  }

  @Test
  void refusesOtherColumns() {
    assertThatThrownBy(() -> lake.commit(table, spark.range(3).toDF(), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be struct<part:string,number:bigint>");
  }

  @Test
  void namesMissingTable() {
    assertThatThrownBy(() -> lake.version(folder.resolve("nothing").toString()))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("There is no Delta table at");
  }

  private List<Path> dataFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".snappy.parquet")).toList();
    }
  }
}
