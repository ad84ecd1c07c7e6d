/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.unifiedembedding.jobs.lake.TestSpark;

/** A click log as a frame: the label follows user and item, values are missing here and there. */
final class ClickFrame {
  static final int ROWS = 3000;

  static final StructType SCHEMA =
      new StructType()
          .add("row", DataTypes.IntegerType)
          .add("user", DataTypes.StringType)
          .add("item", DataTypes.LongType)
          .add("tags", DataTypes.createArrayType(DataTypes.StringType))
          .add("words", DataTypes.StringType)
          .add("price", DataTypes.StringType)
          .add("age", DataTypes.IntegerType)
          .add("clicked", DataTypes.BooleanType)
          .add("label", DataTypes.DoubleType);

  private ClickFrame() {}

  static Dataset<Row> rows() {
    SplittableRandom random = new SplittableRandom(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int user = random.nextInt(200);
      long item = random.nextInt(40);
      boolean clicked = random.nextInt(100) < (user % 7 + item % 5) * 10;
      rows.add(
          RowFactory.create(
              i,
              user == 0 ? null : "u" + user,
              item == 0 ? null : (Long) item,
              item == 1 ? null : List.of("t" + user % 9, "t" + item % 7),
              item == 2 ? null : "w" + user % 3 + "|w" + item % 4,
              item == 3 ? null : Integer.toString(random.nextInt(1, 50)),
              item == 4 ? null : (Integer) random.nextInt(80),
              clicked,
              clicked ? 1.0 : 0.0));
    }
    return TestSpark.session().createDataFrame(rows, SCHEMA);
  }
}
