/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.json.StructsToJsonEvaluator;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/** A bad record as people read it: the source's columns as JSON. */
final class BadRecordText {
  private final StructType schema;
  private final StructsToJsonEvaluator json;

  BadRecordText(RecordPlan plan) {
    this.schema = plan.source();
    this.json =
        new StructsToJsonEvaluator(
            scala.collection.immutable.Map$.MODULE$.empty(), schema, Option.apply("UTC"));
  }

  byte[] of(InternalRow row) {
    Object[] values = new Object[schema.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i, schema.fields()[i].dataType());
    }
    Object text = json.evaluate(new GenericInternalRow(values));
    return text instanceof UTF8String utf8 ? utf8.getBytes() : new byte[0];
  }
}
