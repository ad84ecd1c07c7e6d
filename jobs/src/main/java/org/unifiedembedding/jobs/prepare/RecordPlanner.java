/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.jspecify.annotations.Nullable;
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
  private final String remedy;
  private final List<RawFeature> raw;
  private final FeatureSet features;
  private final List<Column> computed = new ArrayList<>();
  private final List<StructField> sourceTypes = new ArrayList<>();

  /** The plan, the rows it is for, and the type of each feature's column. */
  record Planned(RecordPlan plan, Dataset<Row> rows, Map<String, String> sourceTypes) {}

  /**
   * @param remedy what messages advise to correct besides an expression
   */
  private RecordPlanner(
      Dataset<Row> source, String remedy, List<RawFeature> raw, FeatureSet features) {
    SourceColumns.checkUnique(source.schema());
    this.source = source;
    this.schema = source.schema();
    this.remedy = remedy;
    this.raw = raw;
    this.features = features;
  }

  /**
   * Plans the preparation of a source.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT for a missing column or a wrong type, USAGE for an
   *     expression that cannot be parsed
   */
  static Planned plan(Dataset<Row> source, RunConfig config, FeatureSet features) {
    return plan(source, config, features, "source.query");
  }

  /**
   * The same of a source that is not the configuration's own.
   *
   * @param remedy what messages advise to correct besides an expression
   */
  static Planned plan(Dataset<Row> source, RunConfig config, FeatureSet features, String remedy) {
    return new RecordPlanner(source, remedy, RawFeature.of(config), features)
        .plan(config.source(), config.seed());
  }

  /**
   * Plans records of which nothing but the features is wanted: they need no label, weight or split,
   * and the planned rows have neither key nor part.
   *
   * @throws UnifiedEmbeddingException as {@link #plan}
   */
  static Planned planFeatures(Dataset<Row> source, List<RawFeature> raw, FeatureSet features) {
    RecordPlanner planner = new RecordPlanner(source, FeatureReader.REMEDY, raw, features);
    RecordPlan plan = planner.recordPlan(null, null);
    return new Planned(plan, source.select(planner.columns()), planner.types());
  }

  private Planned plan(RunConfig.Source configured, long seed) {
    NumberColumn label = number("label", "source.label", configured.label());
    NumberColumn weight =
        configured.weight().isBlank()
            ? null
            : number("weight", "source.weight", configured.weight());
    RecordPlan plan = recordPlan(label, weight);
    Column key = SourceColumns.key(schema, seed);
    Column part = new SplitPlanner(source, configured.split()).part(key);
    List<Column> columns = new ArrayList<>(List.of(columns()));
    columns.add(key.as("__key"));
    columns.add(part.as("__part"));
    return new Planned(plan, source.select(columns.toArray(Column[]::new)), types());
  }

  /** The source's own columns and those that are computed of them. */
  private Column[] columns() {
    return Stream.concat(SourceColumns.all(schema).stream(), computed.stream())
        .toArray(Column[]::new);
  }

  private RecordPlan recordPlan(@Nullable NumberColumn label, @Nullable NumberColumn weight) {
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
    int keyOrdinal = schema.size() + computed.size();
    return new RecordPlan(features, schema, label, weight, single, multi, numeric, keyOrdinal);
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
    String separator = raw(feature).separator();
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
    String title = "feature '" + feature.name() + "'";
    Found found = find(title, "its expression", raw(feature).source());
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
    Found found = find("feature '" + feature.name() + "'", "its expression", raw(feature).source());
    sourceTypes.add(new StructField(feature.name(), found.type(), true, null));
    return found;
  }

  private RawFeature raw(Feature feature) {
    return raw.stream()
        .filter(f -> f.name().equals(feature.name()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Invalid feature: '" + feature.name() + "'"));
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
    if (SourceColumns.isName(expression)) {
      throw SourceColumns.missing(source, title, key + " or " + remedy, expression, null);
    }
    return new Found(
        functions.expr(expression),
        SourceColumns.type(source, title, key + " or " + remedy, expression),
        -1,
        this);
  }

  private int compute(Column column) {
    computed.add(column.as("__computed" + computed.size()));
    return schema.size() + computed.size() - 1;
  }
}
