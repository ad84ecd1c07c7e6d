/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.nio.file.Path;

/** A mapped file of a snapshot's rows. Thread-safe; memory is unmapped when it is unreachable. */
public final class RowFile {
  private final RowDecoder decoder;
  private final long firstRow;

  private RowFile(RowDecoder decoder, long firstRow) {
    this.decoder = decoder;
    this.firstRow = firstRow;
  }

  /** Maps file {@code index} of a version; one that does not hold those rows is BAD_FORMAT. */
  static RowFile open(Path versionFolder, Manifest manifest, int index) {
    return open(versionFolder, manifest.rowFiles(), manifest.rowFormat(), index);
  }

  /** The same where there is no manifest yet. */
  public static RowFile open(Path versionFolder, RowFiles files, RowFormat format, int index) {
    ArrowFile file = file(versionFolder, files, format, index);
    return new RowFile(RowDecoder.of(format, file, files.width()), files.firstRow(index));
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
}
