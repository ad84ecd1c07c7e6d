/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/** The columns of an Arrow file with its metadata, to and from Arrow's FlatBuffers form. */
record ArrowSchema(List<ArrowColumn> columns, Map<String, String> metadata) {
  private static final String ITEM = "item";

  ArrowSchema {
    columns = List.copyOf(columns);
    metadata = Map.copyOf(metadata);
  }

  /** Adds the schema to a message; its offset there. */
  int write(FlatBufferBuilder builder) {
    int[] fields = columns.stream().mapToInt(column -> field(builder, column)).toArray();
    int fieldVector = Schema.createFieldsVector(builder, fields);
    int[] entries =
        new TreeMap<>(metadata)
            .entrySet().stream()
                .mapToInt(
                    entry ->
                        KeyValue.createKeyValue(
                            builder,
                            builder.createString(entry.getKey()),
                            builder.createString(entry.getValue())))
                .toArray();
    int metadataVector = Schema.createCustomMetadataVector(builder, entries);
    return Schema.createSchema(builder, Endianness.Little, fieldVector, metadataVector, 0);
  }

  private static int field(FlatBufferBuilder builder, ArrowColumn column) {
    if (column instanceof ArrowColumn.Floats) {
      return field(builder, column.name(), Type.FloatingPoint, single(builder));
    }
    if (column instanceof ArrowColumn.Longs) {
      return field(builder, column.name(), Type.Int, Int.createInt(builder, 64, true));
    }
    if (column instanceof ArrowColumn.Vectors vectors) {
      int item = field(builder, ITEM, Type.FloatingPoint, single(builder));
      int list = FixedSizeList.createFixedSizeList(builder, vectors.width());
      return field(builder, column.name(), Type.FixedSizeList, list, item);
    }
    Utf8.startUtf8(builder);
    return field(builder, column.name(), Type.Utf8, Utf8.endUtf8(builder));
  }

  private static int single(FlatBufferBuilder builder) {
    return FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
  }

  private static int field(
      FlatBufferBuilder builder, String name, byte kind, int type, int... children) {
    int nameOffset = builder.createString(name);
    int childVector = Field.createChildrenVector(builder, children);
    boolean nullable = kind == Type.Utf8;
    return Field.createField(builder, nameOffset, nullable, kind, type, 0, childVector, 0);
  }

  /** Reads a schema; IllegalArgumentException where a column is of no kind that we write. */
  static ArrowSchema read(Schema schema) {
    List<ArrowColumn> columns = new ArrayList<>();
    for (int i = 0; i < schema.fieldsLength(); i++) {
      columns.add(column(schema.fields(i)));
    }
    Map<String, String> metadata = new TreeMap<>();
    for (int i = 0; i < schema.customMetadataLength(); i++) {
      metadata.put(schema.customMetadata(i).key(), schema.customMetadata(i).value());
    }
    return new ArrowSchema(columns, metadata);
  }

  private static ArrowColumn column(Field field) {
    if (isSingle(field)) {
      return new ArrowColumn.Floats(field.name());
    }
    if (field.typeType() == Type.Utf8) {
      return new ArrowColumn.Texts(field.name());
    }
    if (field.typeType() == Type.Int
        && field.type(new Int()) instanceof Int integer
        && integer.bitWidth() == Long.SIZE
        && integer.isSigned()) {
      return new ArrowColumn.Longs(field.name());
    }
    if (field.typeType() == Type.FixedSizeList
        && field.type(new FixedSizeList()) instanceof FixedSizeList list
        && field.childrenLength() == 1
        && isSingle(field.children(0))) {
      return new ArrowColumn.Vectors(field.name(), list.listSize());
    }
    throw new IllegalArgumentException(
        "column '" + field.name() + "' has Arrow type " + Type.name(field.typeType()));
  }

  private static boolean isSingle(Field field) {
    return field.typeType() == Type.FloatingPoint
        && field.type(new FloatingPoint()) instanceof FloatingPoint type
        && type.precision() == Precision.SINGLE;
  }
}
