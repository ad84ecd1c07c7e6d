/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.RowRange;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.jobs.lake.TestSpark;

/** The SQL of docs/spec/hash.md, run by Spark in ANSI mode as it stands there, against Java. */
@Tag("spark")
class HashSpecificationTest {
  private static final long SEED = Long.getLong("test.seed", 20260101);
  private static final int VALUES = 20_000;
  private static final FeatureSet USER =
      new FeatureSet(
          List.of(new CategoricalFeature("Käufer id", 3, "Käufer id", new Exactness.Hashed())));

  private final HashSpecification specification = new HashSpecification();
  private final Random random = new Random(SEED);
  private SparkSession spark = session();

  @BeforeEach
  void ownSession() {
    spark = session();
  }

  private static SparkSession session() {
    SparkSession session = TestSpark.session().newSession();
    session.conf().set("spark.sql.ansi.enabled", "true");
    return session;
  }

  @Test
  void everyTypeHasThePrintedFingerprint() {
    List<MatchResult> types =
        specification.matches("\\| `(xxhash64[^`]*)` \\| `([^`]*)` \\| (-?\\d+) \\|").toList();
    assertThat(types)
        .hasSize(9)
        .allSatisfy(
            type -> {
              String query =
                  "SELECT " + type.group(1) + " FROM (SELECT " + type.group(2) + " AS v)";
              assertThat(spark.sql(query).head().getLong(0))
                  .as(query)
                  .isEqualTo(Long.parseLong(type.group(3)));
            });
  }

  @Test
  void collationDoesNotChangeAFingerprint() {
    Row row = spark.sql("SELECT xxhash64('Hello World' COLLATE UTF8_LCASE)").head();
    assertThat(row.getLong(0)).isEqualTo(Fingerprint.of("Hello World"));
  }

  @Test
  void fingerprintsOfStringsAreThoseOfJava() {
    List<Row> rows = strings().stream().map(RowFactory::create).toList();
    view("texts", rows, new StructType().add("v", DataTypes.StringType));
    assertThat(spark.sql("SELECT v, xxhash64(v) FROM texts").collectAsList())
        .hasSize(VALUES)
        .allSatisfy(row -> assertThat(row.getLong(1)).isEqualTo(fingerprint(row, 0)));
  }

  @Test
  void fingerprintsOfIntegersAreThoseOfJava() {
    List<Row> rows =
        random
            .longs(VALUES)
            .map(number -> number >> random.nextInt(64))
            .mapToObj(RowFactory::create)
            .toList();
    view("numbers", rows, new StructType().add("v", DataTypes.LongType));
    String query =
        """
        SELECT v, xxhash64(CAST(v AS STRING)), xxhash64(CAST(CAST(v % 128 AS TINYINT) AS STRING))
        FROM numbers
        """;
    assertThat(spark.sql(query).collectAsList())
        .hasSize(VALUES)
        .allSatisfy(
            row -> {
              assertThat(row.getLong(1)).isEqualTo(Fingerprint.of(row.getLong(0)));
              assertThat(row.getLong(2)).isEqualTo(Fingerprint.of(row.getLong(0) % 128));
            });
  }

  @Test
  void fingerprintsOfCrossesAreThoseOfJava() {
    List<@Nullable String> a = strings();
    List<@Nullable String> b = strings();
    List<Row> rows =
        IntStream.range(0, VALUES).mapToObj(i -> RowFactory.create(a.get(i), b.get(i))).toList();
    view(
        "pairs",
        rows,
        new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType));
    String query = specification.query("pairs");
    String triples = query.replace("xxhash64(b))", "xxhash64(b), xxhash64(concat(a, b)))");
    assertThat(spark.sql(query).collectAsList())
        .hasSize(VALUES)
        .allSatisfy(
            row ->
                assertThat(row.getLong(2))
                    .isEqualTo(Fingerprint.cross(fingerprint(row, 0), fingerprint(row, 1))));
    assertThat(spark.sql(triples).collectAsList())
        .allSatisfy(
            row ->
                assertThat(row.getLong(2))
                    .isEqualTo(
                        Fingerprint.cross(
                            fingerprint(row, 0), fingerprint(row, 1), fingerprintOfBoth(row))));
  }

  @Test
  void rowsOfTheMultiplexedLayoutAreThoseOfJava() {
    for (TableGeometry geometry :
        List.of(
            new TableGeometry(1024, 977, 0, 16),
            new TableGeometry(65_536, Integer.MAX_VALUE, 0, 16))) {
      TableLayout layout =
          TableLayout.of(USER, LayoutKind.MULTIPLEXED, geometry, Map.of(), Map.of());
      Map<String, Object> arguments =
          Map.of("buckets", geometry.buckets(), "rowsPerBucket", geometry.rowsPerBucket());
      assertRows(specification.query(":rowsPerBucket"), arguments, layout);
    }
  }

  @Test
  void rowsOfThePerFeatureLayoutAreThoseOfJava() {
    RowRange range = new RowRange(12_345_678_901L, Integer.MAX_VALUE);
    TableLayout layout =
        TableLayout.of(
            USER,
            LayoutKind.PER_FEATURE,
            new TableGeometry(1024, 1 << 24, 0, 16),
            Map.of("Käufer id", range),
            Map.of());
    assertRows(
        specification.query(":firstRow"),
        Map.of("firstRow", range.firstRow(), "rows", range.rows()),
        layout);
  }

  private void assertRows(String query, Map<String, Object> arguments, TableLayout layout) {
    List<Row> values = strings().stream().map(RowFactory::create).toList();
    view("looked_up", values, new StructType().add("value", DataTypes.StringType));
    Map<String, Object> all = new LinkedHashMap<>(arguments);
    all.put("feature", "Käufer id");
    all.put("chunks", 3);
    assertThat(spark.sql(HashSpecification.bound(query, all)).collectAsList())
        .hasSize(3 * VALUES)
        .allSatisfy(
            row ->
                assertThat(row.getLong(2))
                    .isEqualTo(layout.row(0, row.getInt(1), fingerprint(row, 0))));
  }

  private void view(String name, List<Row> rows, StructType schema) {
    spark.createDataFrame(rows, schema).createOrReplaceTempView(name);
  }

  /** Random texts of 0 to 80 characters of one to four bytes, some missing. */
  private List<@Nullable String> strings() {
    String[] alphabet = {"a", "0", " ", "ß", "日", "🎬", "\u0000", "e\u0301"};
    List<@Nullable String> strings = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(80), 0, alphabet.length).forEach(c -> text.append(alphabet[c]));
      strings.add(random.nextInt(50) == 0 ? null : text.toString());
    }
    return strings;
  }

  private static long fingerprint(Row row, int column) {
    return row.isNullAt(column) ? Fingerprint.MISSING : Fingerprint.of(row.getString(column));
  }

  /** As SQL's concat, which is missing where one of its arguments is. */
  private static long fingerprintOfBoth(Row row) {
    return row.isNullAt(0) || row.isNullAt(1)
        ? Fingerprint.MISSING
        : Fingerprint.of(row.getString(0) + row.getString(1));
  }
}
