/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_date;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.evaluate.LoadedModel;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.prepare.PreparedExamples;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.publish.TestTable;

/** One fit with features of all types; its model is saved, loaded and asked for scores. */
@Tag("spark")
class UnifiedEmbeddingModelTest {
  private static final String CONFIGURATION =
      """
      features = [
        { name = user }
        { name = item, exact-up-to = 100 }
        { name = tags, type = multi-valued }
        { name = words, type = multi-valued, separator = "|", combiner = mean }
        { name = age, type = bucketised, boundaries = [18, 30, 50] }
        { name = "user x age", type = cross, parts = [user, age] }
        { name = parity, expression = "item % 2\\n = 0" }
        { name = price, type = numeric, log = "1", standardise = true, missing = 0.25 }
      ]
      table { rows = 1200, width = 5 }
      head.type = logistic
      train { epochs = 1, batch = 128 }
      """;

  @TempDir private static Path folder;
  private static UnifiedEmbeddingModel model;

  @BeforeAll
  static void fit() {
    model =
        new UnifiedEmbedding("7 fits/a day")
            .setWorkDir(folder.resolve("work").toString())
            .setConfig(CONFIGURATION)
            .setKeepRuns(true)
            .setEmbeddingCol("embedding")
            .setEmbeddingType("array")
            .fit(ClickFrame.rows());
  }

  private static EmbeddingTable table() {
    return EmbeddingTable.open(Path.of(model.versionPath()));
  }

  @Test
  void scoresAreThoseOfThePreparedExamples() {
    List<Double> scored =
        model.transform(ClickFrame.rows()).select("rawPrediction").collectAsList().stream()
            .map(row -> row.<Vector>getAs(0).apply(1))
            .sorted()
            .toList();
    List<Double> expected = preparedLogits().stream().sorted().toList();

    assertThat(scored).hasSize(ClickFrame.ROWS).hasSameSizeAs(expected);
    for (int i = 0; i < scored.size(); i++) {
      assertThat(scored.get(i)).isCloseTo(expected.get(i), within(1e-6));
    }
  }

  /** The logits that evaluation gives the examples which the fit has prepared. */
  private static List<Double> preparedLogits() {
    PreparedExamples prepared =
        PreparedExamples.open(TestSpark.session(), model.manifest().training().dataPath());
    LoadedModel loaded = new LoadedModel(table(), prepared.schema());
    EmbeddingBatch batch = loaded.newBatch();
    List<Double> logits = new ArrayList<>();
    for (String part : List.of("train", "validation", "test")) {
      for (UnitLocation unit : prepared.units(part)) {
        ExampleBlock block = prepared.reader().read(unit);
        batch.clear();
        batch.append(block, 0, block.size());
        loaded.read(batch.rows(), batch.vectors());
        float[] found = new float[block.size()];
        batch.forward(loaded.headWeights(), found);
        IntStream.range(0, found.length).forEach(i -> logits.add((double) found[i]));
      }
    }
    return logits;
  }

  @Test
  void everyRowHasTheVectorsAndScoreOfTheJavaLoader() {
    EmbeddingTable table = table();
    float[] weights = table.headWeights();
    NumericFeature price = table.layout().features().numeric().get(0);
    List<Row> scored = model.transform(ClickFrame.rows().repartition(3)).collectAsList();

    assertThat(scored).hasSize(ClickFrame.ROWS);
    for (Row row : scored) {
      float[] vectors = expectedVectors(table, row);
      assertThat(floats(row.getList(row.fieldIndex("embedding")))).containsExactly(vectors);
      String raw = row.getAs("price");
      float number = price.transform().apply(raw == null ? Double.NaN : Double.parseDouble(raw));
      double logit = weights[weights.length - 1] + (double) weights[vectors.length] * number;
      for (int i = 0; i < vectors.length; i++) {
        logit += (double) weights[i] * vectors[i];
      }
      Vector prediction = row.getAs("rawPrediction");
      Vector probability = row.getAs("probability");
      assertThat(prediction.apply(1)).isCloseTo(logit, within(1e-5));
      assertThat(prediction.apply(0)).isEqualTo(-prediction.apply(1));
      assertThat(probability.apply(1)).isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-6));
      assertThat(probability.apply(0)).isEqualTo(1 - probability.apply(1));
      assertThat(row.<Double>getAs("prediction")).isEqualTo(probability.apply(1) > 0.5 ? 1.0 : 0.0);
    }
  }

  /** The vectors of a row's features, made by hand with nothing but the loader. */
  private static float[] expectedVectors(EmbeddingTable table, Row row) {
    String user = row.getAs("user");
    Long item = row.getAs("item");
    Integer age = row.getAs("age");
    String words = row.getAs("words");
    List<String> tags =
        row.isNullAt(row.fieldIndex("tags")) ? List.of() : row.getList(row.fieldIndex("tags"));
    String text = age == null ? null : age.toString();
    List<float[]> vectors =
        List.of(
            table.vector("user", user),
            table.vector("item", item == null ? null : item.toString()),
            pooled(table, "tags", tags, (float) (1 / Math.sqrt(tags.size()))),
            pooled(table, "words", words == null ? List.of() : List.of(words.split("\\|")), 0.5f),
            table.vector("age", text),
            table.vector("user x age", table.crossed("user x age", Arrays.asList(user, text))),
            table.vector("parity", item == null ? null : Boolean.toString(item % 2 == 0)));
    float[] all = new float[vectors.stream().mapToInt(vector -> vector.length).sum()];
    int at = 0;
    for (float[] vector : vectors) {
      System.arraycopy(vector, 0, all, at, vector.length);
      at += vector.length;
    }
    return all;
  }

  private static float[] pooled(
      EmbeddingTable table, String feature, List<String> values, float scale) {
    float[] sum = new float[table.width(feature)];
    for (String value : values) {
      float[] vector = table.vector(feature, value);
      for (int at = 0; at < sum.length; at += 5) {
        VectorKernels.best().addScaled(sum, at, scale, vector, at, 5);
      }
    }
    return sum;
  }

  private static float[] floats(List<Float> list) {
    float[] floats = new float[list.size()];
    IntStream.range(0, floats.length).forEach(i -> floats[i] = list.get(i));
    return floats;
  }

  @Test
  void scoresNeedNoLabelAndKeepTheOtherColumns() {
    Dataset<Row> frame = ClickFrame.rows().drop("label", "clicked").withColumn("more", lit("x"));
    Dataset<Row> scored = model.transform(frame);

    assertThat(scored.columns())
        .startsWith(frame.columns())
        .endsWith("more", "rawPrediction", "probability", "prediction", "embedding");
    assertThat(scored.schema()).isEqualTo(model.transformSchema(frame.schema()));
    assertThat(scored.where(col("more").equalTo("x")).count()).isEqualTo(ClickFrame.ROWS);
    assertThat(scored.select("row").distinct().count()).isEqualTo(ClickFrame.ROWS);
  }

  @Test
  void evaluatorsOfMllibUnderstandTheScores() {
    double auc = new BinaryClassificationEvaluator().evaluate(model.transform(ClickFrame.rows()));

    assertThat(auc).isBetween(0.65, 1.0);
  }

  @Test
  void vectorColumnHasTheChosenFeatures() {
    UnifiedEmbeddingModel chosen =
        model
            .copy(ParamMap.empty())
            .setEmbeddingType("vector")
            .setEmbeddingFeatures("item", "user")
            .setRawPredictionCol("")
            .setProbabilityCol("")
            .setPredictionCol("");
    Row row = chosen.transform(ClickFrame.rows().where("row = 17")).head();
    EmbeddingTable table = table();
    float[] item = table.vector("item", row.<Long>getAs("item").toString());
    float[] user = table.vector("user", row.<String>getAs("user"));
    double[] expected =
        Stream.of(item, user)
            .flatMapToDouble(v -> IntStream.range(0, v.length).mapToDouble(i -> v[i]))
            .toArray();

    assertThat(row.schema().fieldNames()).endsWith("label", "embedding");
    assertThat(row.<Vector>getAs("embedding").toArray()).containsExactly(expected);
  }

  @Test
  void scoresAStream() throws Exception {
    SparkSession spark = TestSpark.session();
    String files = folder.resolve("stream").toString();
    ClickFrame.rows().write().parquet(files);
    Dataset<Row> stream = spark.readStream().schema(ClickFrame.SCHEMA).parquet(files);
    StreamingQuery query =
        model
            .transform(stream)
            .select("row", "prediction")
            .writeStream()
            .format("memory")
            .queryName("scored")
            .trigger(Trigger.AvailableNow())
            .start();
    query.processAllAvailable();

    assertThat(query.awaitTermination(60_000)).isTrue();
    assertThat(
            spark
                .table("scored")
                .except(model.transform(ClickFrame.rows()).select("row", "prediction"))
                .count())
        .isZero();
    assertThat(spark.table("scored").count()).isEqualTo(ClickFrame.ROWS);
  }

  @Test
  void badValueIsAnErrorUnlessSkippedOrKept() {
    Dataset<Row> frame =
        ClickFrame.rows()
            .where("row < 10")
            .withColumn("price", when(col("row").equalTo(3), "cheap").otherwise(col("price")));

    assertThatThrownBy(() -> model.transform(frame).collect())
        .rootCause()
        .hasMessage(
            "Cannot score a row: feature 'price' is not a number (correct it, or set handleInvalid"
                + " to skip such rows or to keep them with that value missing)");
    assertThat(withInvalid("skip").transform(frame).select("row").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactlyInAnyOrder(0, 1, 2, 4, 5, 6, 7, 8, 9);
    Dataset<Row> missing =
        frame.withColumn("price", when(col("row").equalTo(3), null).otherwise(col("price")));
    assertThat(scores(withInvalid("keep"), frame)).isEqualTo(scores(model, missing));
  }

  private static UnifiedEmbeddingModel withInvalid(String handling) {
    return model.copy(ParamMap.empty()).setHandleInvalid(handling);
  }

  private static List<Row> scores(UnifiedEmbeddingModel model, Dataset<Row> frame) {
    return model.transform(frame).select("row", "rawPrediction", "embedding").collectAsList();
  }

  @Test
  void refusesFramesThatDoNotFit() {
    Dataset<Row> frame = ClickFrame.rows();

    assertThatThrownBy(() -> model.transformSchema(frame.drop("user").schema()))
        .hasMessageStartingWith(
            "The feature 'user' needs the column `user`, which the source does not have. It has:"
                + " row, item,")
        .hasMessageEndingWith("Correct its expression or the frame's columns");
    assertThatThrownBy(() -> model.transform(frame.withColumn("user", current_date())))
        .hasMessageStartingWith(
            "Feature 'user' has the type DATE, whose values have no canonical text to hash.");
    assertThatThrownBy(() -> model.transform(frame.withColumn("Prediction", lit(1))))
        .hasMessage(
            "Invalid output column: 'prediction' (the frame or another output has a column of this"
                + " name; rename or drop one)");
    assertThatThrownBy(
            () ->
                model
                    .copy(ParamMap.empty())
                    .setEmbeddingFeatures("price")
                    .transformSchema(frame.schema()))
        .hasMessage(
            "Invalid embeddingFeatures: 'price' (must be of the features with look-ups [user, item,"
                + " tags, words, age, user x age, parity])");
  }

  @Test
  void savedModelCanBeMovedAndGivesTheSame() throws Exception {
    Path saved = folder.resolve("saved");
    model.write().overwrite().save(saved.toString());
    Path moved = Files.move(saved, folder.resolve("moved"));

    UnifiedEmbeddingModel loaded = UnifiedEmbeddingModel.load(moved.toString());

    assertThat(loaded.versionPath()).startsWith(moved.toString());
    assertThat(loaded.uid()).isEqualTo("7 fits/a day");
    assertThat(loaded.getEmbeddingCol()).isEqualTo("embedding");
    assertThat(scores(loaded, ClickFrame.rows())).isEqualTo(scores(model, ClickFrame.rows()));
    assertThatThrownBy(() -> loaded.save(moved.toString()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void refusesADamagedModel() throws Exception {
    Path saved = folder.resolve("damaged");
    model.write().overwrite().save(saved.toString());
    Path head = find(saved, "head.arrow");
    byte[] bytes = Files.readAllBytes(head);
    bytes[bytes.length / 2] ^= 1;
    Files.write(head, bytes);

    assertThatThrownBy(() -> UnifiedEmbeddingModel.load(saved.toString()))
        .hasMessageContaining("head.arrow")
        .hasMessageContaining("its SHA-256 is");

    Path manifest = find(saved, "manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("\"rounds\"", " \"rounds\""));
    assertThatThrownBy(() -> UnifiedEmbeddingModel.load(saved.toString()))
        .hasMessageStartingWith("Damaged model: the manifest in ");
    assertThatThrownBy(() -> UnifiedEmbedding.load(saved.toString()))
        .hasMessageContaining("UnifiedEmbedding");
  }

  private static Path find(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  @Test
  void sqlFunctionGivesTheVectorsOfTheLoader() {
    SparkSession spark = TestSpark.session();
    UnifiedEmbeddingFunctions.register(spark, "ue_embed", model);
    EmbeddingTable table = table();
    Row row =
        spark
            .sql(
                "SELECT ue_embed('user', 'u7'), ue_embed('item', 5), ue_embed('item', NULL),"
                    + " ue_embed('tags', array('t1', NULL, 't2')), ue_embed('tags', array()),"
                    + " ue_embed('age', 44.5), ue_embed('user x age', struct('u7', 44)),"
                    + " ue_embed('user x age', array('u7', NULL)), ue_embed('words', 'w1')")
            .head();
    List<float[]> expected =
        List.of(
            table.vector("user", "u7"),
            table.vector("item", "5"),
            table.vector("item", Fingerprint.MISSING),
            pooled(table, "tags", List.of("t1", "t2"), (float) (1 / Math.sqrt(2))),
            new float[10],
            table.vector("age", "44.5"),
            table.vector("user x age", table.crossed("user x age", List.of("u7", "44"))),
            table.vector("user x age", table.crossed("user x age", Arrays.asList("u7", null))),
            table.vector("words", "w1"));

    for (int i = 0; i < expected.size(); i++) {
      assertThat(floats(row.getList(i))).as("column %d", i).containsExactly(expected.get(i));
    }
    assertThat(row.schema().fields())
        .extracting(StructField::dataType)
        .extracting(type -> type.sql())
        .containsOnly("ARRAY<FLOAT>");
  }

  @Test
  void sqlFunctionRefusesWhatHasNoCanonicalText() {
    SparkSession spark = TestSpark.session();
    UnifiedEmbeddingFunctions.register(spark, "ue_embed", model);

    assertThatThrownBy(() -> spark.sql("SELECT ue_embed('user', cast(1.5 AS double))").collect())
        .rootCause()
        .hasMessage(
            "Invalid value of feature 'user': 1.5, a Double (give a text, an integer or a boolean,"
                + " with cast where it is another type)");
    assertThatThrownBy(() -> spark.sql("SELECT ue_embed('user x age', array('u1'))").collect())
        .rootCause()
        .hasMessageEndingWith("(give a struct or an array of the values of [user, age])");
    assertThatThrownBy(() -> spark.sql("SELECT ue_embed('users', 'u1')").collect())
        .rootCause()
        .hasMessageStartingWith("Invalid feature: 'users'");
  }

  @Test
  void frameOfVectorsHasThoseOfItsValues() {
    Dataset<Row> values =
        TestSpark.session()
            .sql("SELECT 'user' AS feature, 'u7' AS value UNION ALL SELECT 'item', '5'");

    Map<String, float[]> vectors =
        UnifiedEmbeddingFunctions.vectors(values, model).collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> floats(row.getList(2))));

    assertThat(vectors.get("user")).containsExactly(table().vector("user", "u7"));
    assertThat(vectors.get("item")).containsExactly(table().vector("item", "5"));
  }

  @Test
  void publishedVersionIsFoundByItsAlias() throws Exception {
    new TestTable(folder.resolve("root")).publish("first");
    String table = folder.resolve("root/test").toString();
    Dataset<Row> frame = TestSpark.session().sql("SELECT 7L AS user, 'f' AS sex");

    UnifiedEmbeddingModel published = UnifiedEmbeddingModel.ofPublished(table, "production");

    assertThat(published.versionPath()).isEqualTo(table + "/versions/first");
    EmbeddingTable loaded = EmbeddingTable.open(Path.of(published.versionPath()));
    Row row =
        published
            .setEmbeddingCol("vector")
            .setEmbeddingType("array")
            .setEmbeddingFeatures("user x sex")
            .transform(frame)
            .head();
    assertThat(floats(row.getList(row.fieldIndex("vector"))))
        .containsExactly(
            loaded.vector("user x sex", loaded.crossed("user x sex", List.of("7", "f"))));
    assertThatThrownBy(() -> UnifiedEmbeddingModel.ofPublished(table, "staging"))
        .hasMessageStartingWith("Unknown version: 'staging'");
    assertThatThrownBy(() -> UnifiedEmbeddingModel.ofVersion(table))
        .hasMessageStartingWith("There is no complete version in " + table);
  }

  @Test
  void anotherFitGivesTheSameBytes() throws IOException {
    UnifiedEmbeddingModel again =
        new UnifiedEmbedding()
            .setWorkDir(folder.resolve("again").toString())
            .setConfig(CONFIGURATION)
            .fit(ClickFrame.rows().repartition(5));

    assertThat(again.manifest().files().parts()).isEqualTo(model.manifest().files().parts());
    assertThat(folder.resolve("again/spark-ml/runs")).isEmptyDirectory();
  }
}
