/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file of a snapshot's rows, mapped or in memory. Thread-safe; mapped memory is unmapped when it
 * is unreachable.
 */
public final class RowFile {
  private final RowFormat format;
  private final int width;
  private final List<ByteBuffer> columns;
  private final RowDecoder decoder;
  private final long firstRow;

  private RowFile(RowFormat format, int width, List<ByteBuffer> columns, long firstRow) {
    this.format = format;
    this.width = width;
    this.columns = columns;
    this.decoder = RowDecoder.of(format, columns, width);
    this.firstRow = firstRow;
  }

  /** Maps file {@code index} of a version; one that does not hold those rows is BAD_FORMAT. */
  static RowFile open(Path versionFolder, Manifest manifest, int index) {
    return open(versionFolder, manifest.rowFiles(), manifest.rowFormat(), index);
  }

  /** The same where there is no manifest yet. */
  public static RowFile open(Path versionFolder, RowFiles files, RowFormat format, int index) {
    ArrowFile file = file(versionFolder, files, format, index);
    List<ByteBuffer> columns =
        IntStream.range(0, RowDecoder.columns(format, files.width()).size())
            .<ByteBuffer>mapToObj(file::mapColumn)
            .toList();
    return new RowFile(format, files.width(), columns, files.firstRow(index));
  }

  /** The same rows on the heap. */
  RowFile inMemory() {
    return new RowFile(format, width, columns.stream().map(RowFile::copy).toList(), firstRow);
  }

  private static ByteBuffer copy(ByteBuffer mapped) {
    ByteBuffer copy = ByteBuffer.allocate(mapped.capacity()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.put(0, mapped, 0, mapped.capacity());
  }

  /** The file of those rows; one that does not hold them is BAD_FORMAT. */
  static ArrowFile file(Path versionFolder, RowFiles files, RowFormat format, int index) {
    Path path = versionFolder.resolve(RowFiles.path(index));
    ArrowFile file = ArrowFile.open(path).expect(RowDecoder.columns(format, files.width()));
    long first = file.number(RowFileWriter.FIRST_ROW);
    if (first != files.firstRow(index) || file.rows() != files.rowsOf(index)) {
      throw ArrowFile.bad(
          path,
          "it holds %d rows from row %d instead of %d from row %d"
              .formatted(file.rows(), first, files.rowsOf(index), files.firstRow(index)),
          null);
    }
    return file;
  }

  /** Copies a row of this file into {@code vector} at [offset, offset + width). */
  public void read(long row, float[] vector, int offset) {
    decoder.read((int) (row - firstRow), vector, offset);
  }

  /** See {@link RowDecoder#peek}. */
  float peek(long row) {
    return decoder.peek((int) (row - firstRow));
  }

  /** All numbers of rows that are stored as floats. */
  FloatBuffer floats() {
    return columns.get(0).asFloatBuffer();
  }
}
