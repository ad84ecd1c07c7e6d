/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.Serializable;
import java.util.Locale;
import org.unifiedembedding.embedding.address.TableGeometry;

/**
 * How the rows of a table are cut into files of contiguous rows: file i holds the rows from i *
 * rowsPerFile, the last one what is left. Files hold whole buckets where a bucket fits into a file.
 *
 * @param rows of the table
 * @param width floats of a row
 * @param rowsPerFile at least 1
 */
public record RowFiles(long rows, int width, long rowsPerFile) implements Serializable {
  /** Most bytes of vectors in a file: far below the 2 GiB that one mapping reaches. */
  static final long MAX_BYTES = 512L << 20;

  public RowFiles {
    long bytes = rowsPerFile * width * Float.BYTES;
    if (rows < 1 || width < 1 || rowsPerFile < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "Invalid row files: %d rows of %d floats, %d rows a file (each must be >= 1, a file at most %d bytes)"
              .formatted(rows, width, rowsPerFile, MAX_BYTES));
    }
  }

  /** The largest files that are allowed. */
  public static RowFiles of(TableGeometry geometry) {
    long most = MAX_BYTES / ((long) geometry.width() * Float.BYTES);
    long buckets = most / geometry.rowsPerBucket();
    long rowsPerFile = buckets > 0 ? buckets * geometry.rowsPerBucket() : most;
    return new RowFiles(geometry.rows(), geometry.width(), rowsPerFile);
  }

  /** Number of files. */
  public int count() {
    return Math.toIntExact((rows + rowsPerFile - 1) / rowsPerFile);
  }

  /** The file that holds a row. */
  public int fileOf(long row) {
    return (int) (row / rowsPerFile);
  }

  /** The first row of a file. */
  public long firstRow(int file) {
    return file * rowsPerFile;
  }

  /** Number of rows in a file. */
  public long rowsOf(int file) {
    return Math.min(rowsPerFile, rows - firstRow(file));
  }

  /** The path of a file inside a version's folder. */
  public static String path(int file) {
    return String.format(Locale.ROOT, "snapshot/rows-%05d.arrow", file);
  }
}
