/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.util.Arrays;
import org.unifiedembedding.embedding.kernel.CodeKernels;
import org.unifiedembedding.embedding.kernel.FloatRows;

/** Where the rows of a snapshot are read from. Thread-safe; rows are not checked. */
interface RowSource {

  /** Copies a row into {@code vector} at [offset, offset + width). */
  void read(long row, float[] vector, int offset);

  /** Copies the first {@code count} rows, one behind the other from {@code offset}. */
  void read(long[] rows, int count, float[] vectors, int offset);

  /** The same rows on the heap. */
  RowSource inMemory();

  /** Files of a local folder, mapped or, where rows are stored as codes, on the heap. */
  record Files(RowFiles layout, RowFormat format, RowFile[] files) implements RowSource {
    /** Rows whose memory is waited for at once. */
    private static final int AHEAD = 64;

    @Override
    public void read(long row, float[] vector, int offset) {
      file(row).read(row, vector, offset);
    }

    @Override
    public void read(long[] rows, int count, float[] vectors, int offset) {
      int width = layout.width();
      for (int from = 0; from < count; from += AHEAD) {
        int to = Math.min(count, from + AHEAD);
        for (int i = from; i < to; i++) {
          vectors[offset + i * width] = file(rows[i]).peek(rows[i]);
        }
        for (int i = from; i < to; i++) {
          file(rows[i]).read(rows[i], vectors, offset + i * width);
        }
      }
    }

    @Override
    public RowSource inMemory() {
      if (format == RowFormat.FLOAT32) {
        FloatRows all = new FloatRows(layout.rows(), layout.width());
        for (int file = 0; file < files.length; file++) {
          all.put(layout.firstRow(file), layout.rowsOf(file), files[file].floats());
        }
        return new Heap(CodeKernels.best(), all);
      }
      return new Files(
          layout, format, Arrays.stream(files).map(RowFile::inMemory).toArray(RowFile[]::new));
    }

    private RowFile file(long row) {
      return files[layout.fileOf(row)];
    }
  }

  /** Floats on the heap. */
  record Heap(CodeKernels kernels, FloatRows all) implements RowSource {
    @Override
    public void read(long row, float[] vector, int offset) {
      System.arraycopy(all.array(row), all.at(row), vector, offset, all.width());
    }

    @Override
    public void read(long[] rows, int count, float[] vectors, int offset) {
      kernels.gather(all, rows, count, vectors, offset);
    }

    @Override
    public RowSource inMemory() {
      return this;
    }
  }
}
