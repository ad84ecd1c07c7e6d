/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A click log with planted truth. Its columns: {@code day} (from 1, rows in its order), twelve
 * categories of Zipf-distributed values (4 to 30,000 different ones, some of them null), {@code
 * interests} (a list of up to five topics), three numbers (some null), {@code probability} (the
 * true probability of a click) and {@code label} (0 or 1). No model can rank the rows better than
 * {@code probability} does, so its AUC on the test rows is the Bayes-optimal one.
 *
 * <p>The truth is bias + main effects + low-rank interactions + numeric effects; some main effects
 * turn slowly from the first day to the last. {@link PlantedTruth} has the formula. Rows depend on
 * (examples, days, seed) only, never on the number of partitions.
 */
public final class SyntheticClickLog {
  private static final int ROWS_PER_PARTITION = 125_000;

  private SyntheticClickLog() {}

  /** The rows, in the order of time; computed anew by each action. */
  public static Dataset<Row> dataset(SparkSession spark, ClickLogSpec spec) {
    int partitions = (int) Math.min(4096, 1 + spec.examples() / ROWS_PER_PARTITION);
    MapPartitionsFunction<Long, Row> generate = indices -> rows(spec, indices);
    return spark
        .range(0, spec.examples(), 1, partitions)
        .mapPartitions(generate, Encoders.row(schema()));
  }

  /** Writes the rows as Parquet files to a folder, replacing what is there. */
  public static void write(SparkSession spark, ClickLogSpec spec, String path) {
    spark.sparkContext().setJobDescription("Synthetic click log: write " + spec.examples());
    try {
      dataset(spark, spec).write().mode(SaveMode.Overwrite).parquet(path);
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /** The columns' names and types. */
  public static StructType schema() {
    StructType schema = new StructType().add("day", DataTypes.IntegerType, false);
    for (PlantedFeature feature : PlantedModel.FEATURES) {
      schema = schema.add(feature.name(), DataTypes.StringType);
    }
    schema =
        schema.add(
            PlantedModel.LIST.name(), DataTypes.createArrayType(DataTypes.StringType, false));
    for (PlantedNumber number : PlantedModel.NUMBERS) {
      schema = schema.add(number.name(), DataTypes.DoubleType);
    }
    return schema
        .add("probability", DataTypes.DoubleType, false)
        .add("label", DataTypes.IntegerType, false);
  }

  private static Iterator<Row> rows(ClickLogSpec spec, Iterator<Long> indices) {
    ClickGenerator generator = new ClickGenerator(spec);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return indices.hasNext();
      }

      @Override
      public Row next() {
        return row(generator.click(indices.next()));
      }
    };
  }

  private static Row row(Click click) {
    List<Object> cells = new ArrayList<>();
    cells.add(click.day());
    for (int f = 0; f < click.values().length; f++) {
      cells.add(PlantedModel.FEATURES.get(f).text(click.values()[f]));
    }
    cells.add(Arrays.stream(click.list()).mapToObj(PlantedModel.LIST::text).toArray(String[]::new));
    for (double number : click.numbers()) {
      cells.add(Double.isNaN(number) ? null : number);
    }
    cells.add(click.probability());
    cells.add(click.label());
    return RowFactory.create(cells.toArray());
  }
}
