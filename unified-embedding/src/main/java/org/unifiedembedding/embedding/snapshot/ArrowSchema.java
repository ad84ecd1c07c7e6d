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
    if (column instanceof ArrowColumn.Numbers numbers) {
      return field(builder, numbers.name(), numbers.item());
    }
    if (column instanceof ArrowColumn.Vectors vectors) {
      int item = field(builder, ITEM, vectors.item());
      int list = FixedSizeList.createFixedSizeList(builder, vectors.size());
      return field(builder, column.name(), Type.FixedSizeList, list, item);
    }
    Utf8.startUtf8(builder);
    return field(builder, column.name(), Type.Utf8, Utf8.endUtf8(builder));
  }

  private static int field(FlatBufferBuilder builder, String name, ArrowColumn.Item item) {
    return switch (item) {
      case FLOAT32 -> field(builder, name, Type.FloatingPoint, floats(builder, Precision.SINGLE));
      case FLOAT16 -> field(builder, name, Type.FloatingPoint, floats(builder, Precision.HALF));
      case INT64 -> field(builder, name, Type.Int, Int.createInt(builder, Long.SIZE, true));
      case UINT8 -> field(builder, name, Type.Int, Int.createInt(builder, Byte.SIZE, false));
    };
  }

  private static int floats(FlatBufferBuilder builder, short precision) {
    return FloatingPoint.createFloatingPoint(builder, precision);
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
    if (field.typeType() == Type.Utf8) {
      return new ArrowColumn.Texts(field.name());
    }
    if (field.typeType() == Type.FixedSizeList
        && field.type(new FixedSizeList()) instanceof FixedSizeList list
        && field.childrenLength() == 1) {
      return new ArrowColumn.Vectors(field.name(), item(field.children(0)), list.listSize());
    }
    return new ArrowColumn.Numbers(field.name(), item(field));
  }

  private static ArrowColumn.Item item(Field field) {
    if (field.typeType() == Type.FloatingPoint
        && field.type(new FloatingPoint()) instanceof FloatingPoint floats
        && floats.precision() != Precision.DOUBLE) {
      boolean half = floats.precision() == Precision.HALF;
      return half ? ArrowColumn.Item.FLOAT16 : ArrowColumn.Item.FLOAT32;
    }
    if (field.typeType() == Type.Int && field.type(new Int()) instanceof Int integer) {
      if (integer.bitWidth() == Long.SIZE && integer.isSigned()) {
        return ArrowColumn.Item.INT64;
      }
      if (integer.bitWidth() == Byte.SIZE && !integer.isSigned()) {
        return ArrowColumn.Item.UINT8;
      }
    }
    throw new IllegalArgumentException(
        "column '" + field.name() + "' has Arrow type " + Type.name(field.typeType()));
  }
}
