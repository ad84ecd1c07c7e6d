/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.nio.FloatBuffer;
import java.nio.file.Path;

/** A mapped file of a snapshot's rows. Thread-safe; memory is unmapped when it is unreachable. */
final class RowFile {
  private final FloatBuffer vectors;
  private final long firstRow;
  private final int width;

  private RowFile(FloatBuffer vectors, long firstRow, int width) {
    this.vectors = vectors;
    this.firstRow = firstRow;
    this.width = width;
  }

  /** Maps file {@code index} of a version; one that does not hold those rows is BAD_FORMAT. */
  static RowFile open(Path versionFolder, RowFiles files, int index) {
    Path path = versionFolder.resolve(RowFiles.path(index));
    ArrowFile file =
        ArrowFile.open(path).expect(new ArrowColumn.Vectors(RowFileWriter.VECTOR, files.width()));
    long first = file.number(RowFileWriter.FIRST_ROW);
    if (first != files.firstRow(index) || file.rows() != files.rowsOf(index)) {
      throw ArrowFile.bad(
          path,
          "it holds %d rows from row %d instead of %d from row %d"
              .formatted(file.rows(), first, files.rowsOf(index), files.firstRow(index)),
          null);
    }
    return new RowFile(file.map(2).asFloatBuffer(), first, files.width());
  }

  /** Copies a row of this file into {@code vector} at [offset, offset + width). */
  void read(long row, float[] vector, int offset) {
    vectors.get((int) (row - firstRow) * width, vector, offset, width);
  }
}
