/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.jobs.lake.TestSpark;

/** The estimator's params, and fits as users of spark.ml make them. */
@Tag("spark")
class UnifiedEmbeddingTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private UnifiedEmbedding clicks() {
    return new UnifiedEmbedding()
        .setWorkDir(folder.toString())
        .setCategoricalCols("user", "item")
        .setRows(500)
        .setWidth(4)
        .setEpochs(1)
        .setBatchSize(128);
  }

  @Test
  void pipelineIsCrossValidatedSavedAndLoaded() throws Exception {
    SQLTransformer renamed =
        new SQLTransformer()
            .setStatement("SELECT *, cast(clicked AS double) AS target FROM __THIS__");
    UnifiedEmbedding estimator = clicks().setLabelCol("target");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {renamed, estimator});
    ParamMap[] grid = new ParamGridBuilder().addGrid(estimator.rows(), new long[] {8, 500}).build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEvaluator(new BinaryClassificationEvaluator().setLabelCol("target"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setParallelism(2)
            .setSeed(1);
    Dataset<Row> frame = ClickFrame.rows().drop("label");

    CrossValidatorModel tuned = validator.fit(frame);

    assertThat(tuned.avgMetrics()[0]).isBetween(0.45, 0.75);
    assertThat(tuned.avgMetrics()[1]).isBetween(tuned.avgMetrics()[0] + 0.02, 0.9);
    PipelineModel best = (PipelineModel) tuned.bestModel();
    UnifiedEmbeddingModel model = (UnifiedEmbeddingModel) best.stages()[1];
    assertThat(model.manifest().table().geometry().rows()).isEqualTo(500);
    String path = folder.resolve("tuned").toString();
    tuned.write().overwrite().save(path);
    CrossValidatorModel loaded = CrossValidatorModel.load(path);
    assertThat(loaded.transform(frame).select("row", "rawPrediction").collectAsList())
        .isEqualTo(best.transform(frame).select("row", "rawPrediction").collectAsList());
    Pipeline again = (Pipeline) loaded.getEstimator();
    assertThat(((UnifiedEmbedding) again.getStages()[1]).getLabelCol()).isEqualTo("target");
  }

  @Test
  void savedEstimatorHasItsParams() throws Exception {
    UnifiedEmbedding saved = clicks().setHidden(8, 4).setKeepRuns(true).setSeed(7);
    String path = folder.resolve("estimator").toString();
    saved.save(path);

    UnifiedEmbedding loaded = UnifiedEmbedding.load(path);

    assertThat(loaded.uid()).isEqualTo(saved.uid());
    assertThat(loaded.explainParams().replaceAll("@\\w+", ""))
        .isEqualTo(saved.explainParams().replaceAll("@\\w+", ""));
    assertThat(loaded.getRows()).isEqualTo(500);
    assertThat(loaded.getHidden()).containsExactly(8, 4);
    assertThat(loaded.getCategoricalCols()).containsExactly("user", "item");
    assertThat(loaded.isSet(loaded.weightCol())).isFalse();
    assertThat(loaded.copy(ParamMap.empty()).getSeed()).isEqualTo(7);
  }

  @Test
  void paramsOverrideTheConfiguration() {
    UnifiedEmbedding estimator =
        new UnifiedEmbedding()
            .setWorkDir(folder.toString())
            .setConfig(
                """
                name = mine
                source.inputs.files { format = parquet, path = "/nowhere" }
                source.label = clicked
                source.split { by = time, expression = row, validation-from = "10", test-from = "20" }
                features = [{ name = user }, { name = price, type = numeric, log = "1" }]
                table { share = 0.5, width = 9 }
                train.epochs = 7
                """)
            .setBudget("1MiB")
            .setEpochs(2)
            .setHead("mlp")
            .setHidden(16);

    var config = FitConfiguration.of(estimator, "view");

    assertThat(config.name()).isEqualTo("mine");
    assertThat(config.source().inputs()).isEmpty();
    assertThat(config.source().query()).isEqualTo("SELECT * FROM view");
    assertThat(config.source().label()).isEqualTo("clicked");
    assertThat(config.source().split().testFrom()).isEqualTo("20");
    assertThat(config.table().budget()).isEqualTo("1MiB");
    assertThat(config.table().share()).isZero();
    assertThat(config.table().width()).isEqualTo(9);
    assertThat(config.train().epochs()).isEqualTo(2);
    assertThat(config.head().hidden()).containsExactly(16);
    estimator.setValidationFraction(0.3).setLabelCol("label");
    config = FitConfiguration.of(estimator, "view");
    assertThat(config.source().label()).isEqualTo("`label`");
    assertThat(config.source().split().by()).isEqualTo("random");
    assertThat(config.source().split().validation()).isEqualTo(0.3);
    assertThat(config.source().split().test()).isZero();
  }

  @Test
  void columnsByTypeNeedNoConfiguration() {
    UnifiedEmbedding estimator =
        clicks().setNumericCols("age").setWeightCol("row").setMultiValuedCols("tags");
    var config = FitConfiguration.of(estimator, "view");

    assertThat(config.name()).isEqualTo("spark-ml");
    assertThat(config.features())
        .extracting(f -> f.name() + " " + f.type())
        .containsExactly(
            "user categorical", "item categorical", "tags multi-valued", "age numeric");
    assertThat(config.source().weight()).isEqualTo("`row`");
    assertThat(estimator.transformSchema(ClickFrame.SCHEMA).fieldNames())
        .endsWith("label", "rawPrediction", "probability", "prediction");
    UnifiedEmbeddingModel model = estimator.fit(ClickFrame.rows());
    assertThat(model.manifest().features().numeric())
        .extracting(NumericFeature::name)
        .containsExactly("age");
    assertThat(model.parent()).isSameAs(estimator);
    assertThat(model.transform(ClickFrame.rows()).count()).isEqualTo(ClickFrame.ROWS);
  }

  @Test
  void paramsSayWhatTheyRefuse() {
    UnifiedEmbedding estimator = new UnifiedEmbedding();

    assertThatThrownBy(() -> estimator.setRows(0)).hasMessage("Invalid rows: 0 (must be >= 1)");
    assertThatThrownBy(() -> estimator.setStaleness(-2))
        .hasMessage("Invalid staleness: -2 (must be >= -1)");
    assertThatThrownBy(() -> estimator.setHead("forest"))
        .hasMessage(
            "Invalid head: 'forest' (must be one of logistic, factorization, deep-cross, mlp)");
    assertThatThrownBy(() -> estimator.setHidden(8, 0))
        .hasMessage("Invalid hidden: [8, 0] (must be numbers >= 1)");
    assertThatThrownBy(() -> estimator.setCategoricalCols("user", "user"))
        .hasMessage(
            "Invalid categoricalCols: [user, user] (must be different names that are not empty)");
    assertThatThrownBy(() -> estimator.setValidationFraction(1))
        .hasMessage("Invalid validationFraction: 1.0 (must be >= 0 and < 1)");
    assertThatThrownBy(() -> estimator.setRowLearningRate(0))
        .hasMessage("Invalid rowLearningRate: 0.0 (must be > 0)");
    assertThatThrownBy(() -> estimator.setWorkDir(" "))
        .hasMessage("Invalid workDir: ' ' (must be not empty)");
    assertThatThrownBy(() -> estimator.setHandleInvalid("ignore"))
        .hasMessage("Invalid handleInvalid: 'ignore' (must be one of error, skip, keep)");
    assertThatThrownBy(() -> estimator.setThreshold(1))
        .hasMessage("Invalid threshold: 1.0 (must be >= 0 and < 1)");
  }

  @Test
  void schemaIsCheckedBeforeAnythingRuns() {
    assertThatThrownBy(() -> new UnifiedEmbedding().transformSchema(ClickFrame.SCHEMA))
        .hasMessage("Missing workDir (give a folder or URI that driver and executors see)");
    UnifiedEmbedding bare = new UnifiedEmbedding().setWorkDir(folder.toString()).setRows(10);
    assertThatThrownBy(() -> bare.transformSchema(ClickFrame.SCHEMA))
        .hasMessage(
            "Missing features (set categoricalCols, multiValuedCols or numericCols, or list"
                + " features in config or configFile)");
    assertThatThrownBy(() -> clicks().setLabelCol("buy").transformSchema(ClickFrame.SCHEMA))
        .hasMessageStartingWith("The label needs the column `buy`, which the source does not have.")
        .hasMessageEndingWith("Correct source.label or the frame's columns");
    assertThatThrownBy(() -> clicks().setCategoricalCols("tags").fit(ClickFrame.rows()))
        .hasMessageStartingWith("Feature 'tags' has the type ARRAY<STRING>");
    assertThatThrownBy(() -> clicks().setBudget("1MiB").transformSchema(ClickFrame.SCHEMA))
        .hasMessageContaining("give exactly one of table.budget, table.rows and table.share");
    assertThatThrownBy(
            () -> clicks().setConfig("a").setConfigFile("b").transformSchema(ClickFrame.SCHEMA))
        .hasMessage("Invalid config: configFile is set too (set one of them)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void failedFitLeavesNothing() {
    Dataset<Row> frame = ClickFrame.rows().selectExpr("*", "label * 2 AS twice");

    assertThatThrownBy(() -> clicks().setLabelCol("twice").fit(frame))
        .hasMessageContaining("label is outside [0, 1]");

    assertThat(folder).isEmptyDirectory();
    assertThat(TestSpark.session().catalog().listTables().filter("isTemporary").collectAsList())
        .noneMatch(table -> table.name().toLowerCase(Locale.ROOT).startsWith("ue_"));
  }

  @Test
  void sessionWithoutDeltaIsRefused() {
    SparkSession bare = TestSpark.session().newSession();
    bare.conf().set("spark.sql.catalog.spark_catalog", "builtin");
    Dataset<Row> frame = bare.createDataFrame(ClickFrame.rows().collectAsList(), ClickFrame.SCHEMA);
    UnifiedEmbedding estimator = clicks();

    assertThatThrownBy(() -> estimator.fit(frame))
        .hasMessage(
            "Cannot fit "
                + estimator.uid()
                + ": the Spark session has no Delta Lake, spark.sql.catalog.spark_catalog is"
                + " 'builtin' (set it to org.apache.spark.sql.delta.catalog.DeltaCatalog before the"
                + " session starts)");
  }
}
