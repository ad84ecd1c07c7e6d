/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.jspecify.annotations.Nullable;

/**
 * The one pass over the records of a map task: each record gives an example, a bad record or
 * nothing; the counted values and the task's summary follow the last one. The returned row is
 * reused.
 */
final class MapTask implements Iterator<InternalRow> {
  private final RecordPlan plan;
  private final ShuffleLayout layout;
  private final Iterator<InternalRow> records;
  private final RecordEncoder encoder;
  private final TaskCounter counter;
  private final BadRecordText badRecordText;
  private final RowBody body = new RowBody();
  private final UnsafeRowWriter writer = new UnsafeRowWriter(ShuffleLayout.SCHEMA.size());
  private @Nullable UnsafeRow next;
  private boolean draining;
  private boolean summarised;

  MapTask(RecordPlan plan, ShuffleLayout layout, int topValues, Iterator<InternalRow> records) {
    this.plan = plan;
    this.layout = layout;
    this.records = records;
    this.encoder = new RecordEncoder(plan);
    this.counter = new TaskCounter(plan, topValues);
    this.badRecordText = new BadRecordText(plan);
  }

  @Override
  public boolean hasNext() {
    while (next == null && !summarised) {
      next = advance();
    }
    return next != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    InternalRow row = next;
    next = null;
    return row;
  }

  /** The next row, null where the step at hand gives none. */
  private @Nullable UnsafeRow advance() {
    if (draining) {
      draining = counter.drainNext(this::writeValue);
      return draining ? writer.getRow() : null;
    }
    if (records.hasNext() && !counter.full()) {
      return record(records.next());
    }
    if (!counter.empty()) {
      draining = true;
      return null;
    }
    summarised = true;
    body.writeSummary(counter.summary());
    return row(RowKind.SUMMARY, 0);
  }

  private @Nullable UnsafeRow record(InternalRow record) {
    long key = record.getLong(plan.keyOrdinal());
    try {
      if (record.isNullAt(plan.partOrdinal())) {
        counter.leftOut();
        return null;
      }
      encoder.read(record);
      Part part = Part.at(record.getInt(plan.partOrdinal()));
      counter.count(part, encoder);
      body.writeExample(encoder, plan);
      return row(RowKind.of(part), key);
    } catch (BadRecordException e) {
      byte[] text = badRecordText.of(record);
      counter.bad(e.reason(), text);
      body.writeBad(e.reason(), text);
      return row(RowKind.BAD, key);
    }
  }

  private UnsafeRow row(RowKind kind, long key) {
    writer.reset();
    writer.write(ShuffleLayout.PARTITION, layout.partition(kind, key));
    writer.write(ShuffleLayout.KEY, key);
    writer.write(ShuffleLayout.BODY, body.array(), 0, body.length());
    return writer.getRow();
  }

  private void writeValue(
      int feature, long fingerprint, long count, byte[] text, int from, int length) {
    body.writeValue(feature, count, text, from, length);
    row(RowKind.VALUE, fingerprint);
  }
}
