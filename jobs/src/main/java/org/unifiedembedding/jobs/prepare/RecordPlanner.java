/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.prepare.RecordPlan.MultiColumn;
import org.unifiedembedding.jobs.prepare.RecordPlan.NumberColumn;
import org.unifiedembedding.jobs.prepare.RecordPlan.NumericColumn;
import org.unifiedembedding.jobs.prepare.RecordPlan.SingleColumn;

/**
 * Finds the columns of label, weight, features and split in a source and checks their types, before
 * any job runs. Expressions become further columns behind the source's own; what is a column
 * already is read where it is.
 */
final class RecordPlanner {
  private final Dataset<Row> source;
  private final StructType schema;
  private final RunConfig config;
  private final FeatureSet features;
  private final List<Column> computed = new ArrayList<>();
  private final List<StructField> sourceTypes = new ArrayList<>();

  /** The plan, the rows it is for, and the type of each feature's column. */
  record Planned(RecordPlan plan, Dataset<Row> rows, Map<String, String> sourceTypes) {}

  private RecordPlanner(Dataset<Row> source, RunConfig config, FeatureSet features) {
    this.source = source;
    this.schema = source.schema();
    this.config = config;
    this.features = features;
  }

  /**
   * Plans the preparation of a source.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT for a missing column or a wrong type, USAGE for an
   *     expression that cannot be parsed
   */
  static Planned plan(Dataset<Row> source, RunConfig config, FeatureSet features) {
    SourceColumns.checkUnique(source.schema());
    return new RecordPlanner(source, config, features).plan();
  }

  private Planned plan() {
    NumberColumn label = number("label", "source.label", config.source().label());
    String weightExpression = config.source().weight();
    NumberColumn weight =
        weightExpression.isBlank() ? null : number("weight", "source.weight", weightExpression);
    List<SingleColumn> single = new ArrayList<>();
    List<MultiColumn> multi = new ArrayList<>();
    List<NumericColumn> numeric = new ArrayList<>();
    for (Feature feature : features.features()) {
      if (feature instanceof MultiValuedFeature) {
        multi.add(multi(feature));
      } else if (feature instanceof NumericFeature number) {
        numeric.add(new NumericColumn(featureNumber(feature), number.transform()));
      } else if (feature instanceof BucketisedFeature bucketised) {
        single.add(new SingleColumn.Bucket(featureNumber(feature), bucketised));
      } else if (feature instanceof CategoricalFeature) {
        single.add(single(feature));
      }
    }
    Column key = SourceColumns.key(schema, config.seed());
    Column part = new SplitPlanner(source, config.source().split()).part(key);
    int keyOrdinal = schema.size() + computed.size();
    List<Column> columns = new ArrayList<>(SourceColumns.all(schema));
    columns.addAll(computed);
    columns.add(key.as("__key"));
    columns.add(part.as("__part"));
    RecordPlan plan =
        new RecordPlan(features, schema, label, weight, single, multi, numeric, keyOrdinal);
    return new Planned(plan, source.select(columns.toArray(Column[]::new)), types());
  }

  private Map<String, String> types() {
    return sourceTypes.stream()
        .collect(Collectors.toMap(StructField::name, field -> field.dataType().sql()));
  }

  private SingleColumn single(Feature feature) {
    Found found = feature(feature);
    return new SingleColumn.Value(
        feature.name(), found.ordinal(), CanonicalType.of(found.type(), feature.name()));
  }

  private MultiColumn multi(Feature feature) {
    Found found = feature(feature);
    String separator = configured(feature).separator();
    if (found.type() instanceof ArrayType array && separator.isEmpty()) {
      CanonicalType type = CanonicalType.of(array.elementType(), feature.name());
      return new MultiColumn(feature.name(), found.ordinal(), type, UTF8String.EMPTY_UTF8);
    }
    if (found.type() instanceof StringType && !separator.isEmpty()) {
      return new MultiColumn(
          feature.name(), found.ordinal(), CanonicalType.TEXT, UTF8String.fromString(separator));
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.BAD_INPUT,
        "Multi-valued feature '"
            + feature.name()
            + "' has the type "
            + found.type().sql()
            + (separator.isEmpty()
                ? " and no separator. Set features.separator for a text, or give an expression that"
                    + " returns an array"
                : " and the separator '"
                    + separator
                    + "'. Only a text is separated: leave features.separator empty for an array"));
  }

  private NumberColumn featureNumber(Feature feature) {
    RunConfig.FeatureConfig configured = configured(feature);
    String title = "feature '" + feature.name() + "'";
    Found found = find(title, "its expression", expression(configured));
    sourceTypes.add(new StructField(feature.name(), found.type(), true, null));
    return number(title, found);
  }

  private NumberColumn number(String title, String key, String expression) {
    return number(title, find(title, key, expression));
  }

  private NumberColumn number(String title, Found found) {
    NumberType type = NumberType.of(found.type(), title);
    if (!NumberType.needsCast(found.type())) {
      return new NumberColumn(title, found.ordinal(), type);
    }
    return new NumberColumn(title, compute(found.column().cast("double")), type);
  }

  private Found feature(Feature feature) {
    Found found =
        find("feature '" + feature.name() + "'", "its expression", expression(configured(feature)));
    sourceTypes.add(new StructField(feature.name(), found.type(), true, null));
    return found;
  }

  private RunConfig.FeatureConfig configured(Feature feature) {
    return config.features().stream()
        .filter(f -> f.name().equals(feature.name()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Invalid feature: '" + feature.name() + "'"));
  }

  private static String expression(RunConfig.FeatureConfig feature) {
    return feature.expression().isBlank()
        ? SourceColumns.quoted(feature.name())
        : feature.expression();
  }

  /** An expression's column: its type and where it is in the planned rows, -1 where nowhere yet. */
  private record Found(Column column, DataType type, int position, RecordPlanner planner) {
    int ordinal() {
      return position >= 0 ? position : planner.compute(column);
    }
  }

  private Found find(String title, String key, String expression) {
    int position = SourceColumns.position(schema, expression);
    if (position >= 0) {
      return new Found(
          functions.col(SourceColumns.quoted(schema.fields()[position].name())),
          schema.fields()[position].dataType(),
          position,
          this);
    }
    return new Found(
        functions.expr(expression), SourceColumns.type(source, title, key, expression), -1, this);
  }

  private int compute(Column column) {
    computed.add(column.as("__computed" + computed.size()));
    return schema.size() + computed.size() - 1;
  }
}
