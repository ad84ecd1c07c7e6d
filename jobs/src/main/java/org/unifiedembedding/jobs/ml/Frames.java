/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.DeserializeToObject;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.MapPartitions;
import org.apache.spark.sql.catalyst.plans.logical.SerializeFromObject;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Frames whose partitions pass through a function in Spark's internal form. The operator is that of
 * Dataset.mapPartitions, so it is lazy, plans with the query and takes streams, but makes no {@link
 * Row} of any record: a record is one struct to it. Rejected: toRdd, which runs the frame's
 * shuffles at once, and a function of one row, which a head could not score in blocks.
 */
final class Frames {
  private Frames() {}

  /** A frame without rows, to try a schema on. */
  static Dataset<Row> empty(StructType schema) {
    return SparkSession.active().createDataFrame(List.of(), schema);
  }

  /**
   * The frame of what a function makes of each partition's rows.
   *
   * @param function from rows, each reused by the next one, to rows of the schema
   */
  static Dataset<Row> map(
      Dataset<Row> frame,
      StructType schema,
      Function1<Iterator<Object>, Iterator<Object>> function) {
    if (!(frame instanceof org.apache.spark.sql.classic.Dataset<Row> classic)) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Cannot score a frame of Spark Connect: there is no access to its partitions (use a"
              + " classic session)");
    }
    LogicalPlan child = classic.queryExecution().analyzed();
    List<Expression> fields = new ArrayList<>();
    for (Attribute column : CollectionConverters.asJava(child.output())) {
      fields.add(Literal.create(column.name(), DataTypes.StringType));
      fields.add(column);
    }
    CreateNamedStruct record = new CreateNamedStruct(sequence(fields));
    LogicalPlan records =
        new DeserializeToObject(record, attribute("record", record.dataType()), child);
    LogicalPlan made = new MapPartitions(function, attribute("made", schema), records);
    return org.apache.spark.sql.classic.Dataset.ofRows(
        classic.sparkSession(), new SerializeFromObject(columns(schema), made));
  }

  private static Seq<NamedExpression> columns(StructType schema) {
    BoundReference made = new BoundReference(0, schema, false);
    List<NamedExpression> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      String name = schema.fields()[i].name();
      columns.add(
          new Alias(
              new GetStructField(made, i, Option.apply(name)),
              name,
              NamedExpression.newExprId(),
              sequence(List.of()),
              Option.empty(),
              sequence(List.of())));
    }
    return sequence(columns);
  }

  private static Attribute attribute(String name, DataType type) {
    return new AttributeReference(
        name, type, false, Metadata.empty(), NamedExpression.newExprId(), sequence(List.of()));
  }

  private static <T> Seq<T> sequence(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
