/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The rows that differ between two files of the same rows, and the file of an increment that has
 * them: row numbers and the columns of the rows' format. Rows are compared and copied as they are
 * stored, so that all formats are treated alike and every bit is kept.
 */
public final class RowChanges {
  private static final ArrowColumn ROW = new ArrowColumn.Numbers("row", ArrowColumn.Item.INT64);
  private static final int CHUNK_BYTES = 1 << 16;

  private final ArrowFile target;
  private final RowFiles files;
  private final int index;
  private final int[] itemBytes;
  private final BitSet changed;

  private RowChanges(ArrowFile target, RowFiles files, int index, int[] itemBytes, BitSet changed) {
    this.target = target;
    this.files = files;
    this.index = index;
    this.itemBytes = itemBytes;
    this.changed = changed;
  }

  /**
   * Compares file {@code index} of two versions whose rows are cut alike.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_FORMAT where one of
   *     the files is damaged
   */
  public static RowChanges between(
      Path from, Path to, RowFiles files, RowFormat format, int index) {
    ArrowFile base = RowFile.file(from, files, format, index);
    ArrowFile target = RowFile.file(to, files, format, index);
    int[] itemBytes = itemBytes(RowDecoder.columns(format, files.width()));
    BitSet changed = new BitSet(Math.toIntExact(files.rowsOf(index)));
    for (int column = 0; column < itemBytes.length; column++) {
      mark(base.mapColumn(column), target.mapColumn(column), itemBytes[column], changed);
    }
    return new RowChanges(target, files, index, itemBytes, changed);
  }

  private static int[] itemBytes(List<ArrowColumn> columns) {
    return columns.stream().mapToInt(ArrowColumn::itemBytes).toArray();
  }

  private static void mark(ByteBuffer was, ByteBuffer is, int itemBytes, BitSet changed) {
    int at = 0;
    int end = is.capacity() / itemBytes * itemBytes;
    while (at < end) {
      int same = was.position(at).mismatch(is.position(at));
      if (same < 0 || at + same >= end) {
        return;
      }
      int row = (at + same) / itemBytes;
      changed.set(row);
      at = (row + 1) * itemBytes;
    }
  }

  /** How many rows differ. */
  public int changed() {
    return changed.cardinality();
  }

  /** How many of them are zeros in the later version. */
  public int cleared() {
    List<ByteBuffer> columns = columns(target, 0);
    return (int)
        changed.stream()
            .filter(
                row -> {
                  for (int column = 0; column < itemBytes.length; column++) {
                    if (!zeros(columns.get(column), row * itemBytes[column], itemBytes[column])) {
                      return false;
                    }
                  }
                  return true;
                })
            .count();
  }

  private static boolean zeros(ByteBuffer column, int from, int bytes) {
    for (int i = from; i < from + bytes; i++) {
      if (column.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes the rows that differ as the later version has them, and closes {@code out}. */
  public Part write(OutputStream out) throws IOException {
    PartOutput output = new PartOutput(out);
    List<ArrowColumn> columns = new ArrayList<>();
    columns.add(ROW);
    columns.addAll(target.schema().columns());
    long rows = changed();
    long[] bytes = new long[columns.stream().mapToInt(ArrowColumn::buffers).sum()];
    for (int column = 0; column < columns.size(); column++) {
      bytes[ArrowColumn.firstBuffer(columns, column + 1) - 1] =
          rows * columns.get(column).itemBytes();
    }
    ArrowSchema schema = new ArrowSchema(columns, target.schema().metadata());
    try (ArrowFileWriter writer =
        new ArrowFileWriter(output, schema, rows, new long[columns.size()], bytes)) {
      writeRowNumbers(writer);
      for (int column = 0; column < itemBytes.length; column++) {
        writeColumn(writer, target.mapColumn(column), itemBytes[column]);
      }
      writer.finish();
      return output.part(RowFiles.path(index));
    }
  }

  private void writeRowNumbers(ArrowFileWriter writer) throws IOException {
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long first = files.firstRow(index);
    for (int row = changed.nextSetBit(0); row >= 0; row = changed.nextSetBit(row + 1)) {
      writer.write(number.putLong(0, first + row).array(), 0, Long.BYTES);
    }
  }

  private void writeColumn(ArrowFileWriter writer, ByteBuffer column, int bytes)
      throws IOException {
    byte[] chunk = new byte[Math.max(CHUNK_BYTES / bytes, 1) * bytes];
    int filled = 0;
    for (int row = changed.nextSetBit(0); row >= 0; row = changed.nextSetBit(row + 1)) {
      column.get(row * bytes, chunk, filled, bytes);
      filled += bytes;
      if (filled == chunk.length) {
        writer.write(chunk, 0, filled);
        filled = 0;
      }
    }
    writer.write(chunk, 0, filled);
  }

  /**
   * Overwrites rows of file {@code index} of a version in {@code folder}, which must be the
   * caller's own.
   *
   * @param increment folder of the increment, whose file {@code index} is there
   */
  static void apply(Path increment, Path folder, RowFiles files, RowFormat format, int index)
      throws IOException {
    List<ArrowColumn> columns = new ArrayList<>();
    columns.add(ROW);
    columns.addAll(RowDecoder.columns(format, files.width()));
    ArrowFile changes = ArrowFile.open(increment.resolve(RowFiles.path(index))).expect(columns);
    ArrowFile file = RowFile.file(folder, files, format, index);
    int[] itemBytes = itemBytes(file.schema().columns());
    List<ByteBuffer> values = columns(changes, 1);
    ByteBuffer rows = changes.mapColumn(0);
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int column = 0; column < itemBytes.length; column++) {
        int bytes = itemBytes[column];
        ByteBuffer mapped = file.mapColumn(channel, MapMode.READ_WRITE, column);
        for (int i = 0; i < changes.rows(); i++) {
          long row = rows.getLong(i * Long.BYTES) - files.firstRow(index);
          if (row < 0 || row >= files.rowsOf(index)) {
            throw ArrowFile.bad(
                changes.path(), "row %d is not in %s".formatted(row, file.path()), null);
          }
          mapped.put((int) row * bytes, values.get(column), i * bytes, bytes);
        }
      }
    }
  }

  private static List<ByteBuffer> columns(ArrowFile file, int first) {
    List<ByteBuffer> columns = new ArrayList<>();
    for (int column = first; column < file.schema().columns().size(); column++) {
      columns.add(file.mapColumn(column));
    }
    return columns;
  }
}
