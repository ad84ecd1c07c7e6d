/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.export;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFile;
import org.unifiedembedding.embedding.snapshot.RowFileWriter;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.RowFormat;
import org.unifiedembedding.jobs.lake.VersionFolder;

/** A file of rows that a task wrote in another format and read back. */
record ExportedFile(Part part, VectorErrors errors) implements Serializable {

  /**
   * Writes file {@code index} of {@code from} to {@code to} and measures it through the loader.
   *
   * @param files how both are cut
   * @throws UnifiedEmbeddingException BAD_INPUT where the format cannot hold a row
   */
  static ExportedFile write(
      VersionFolder from, VersionFolder to, RowFiles files, RowFormat format, int index) {
    return from.locally(
        List.of(RowFiles.path(index)),
        local -> {
          RowFile rows = RowFile.open(local, files, RowFormat.FLOAT32, index);
          Part part = write(rows, to, files, format, index);
          VectorErrors errors =
              to.locally(
                  List.of(part.path()), written -> measure(rows, written, files, format, index));
          return new ExportedFile(part, errors);
        });
  }

  private static Part write(
      RowFile rows, VersionFolder to, RowFiles files, RowFormat format, int index) {
    float[] vector = new float[files.width()];
    long end = files.firstRow(index) + files.rowsOf(index);
    try (RowFileWriter writer =
        new RowFileWriter(to.create(RowFiles.path(index)), files, index, format)) {
      for (long row = files.firstRow(index); row < end; row++) {
        rows.read(row, vector, 0);
        add(writer, row, vector, format);
      }
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write file %d of %s".formatted(index, to.path()), e);
    }
  }

  private static void add(RowFileWriter writer, long row, float[] vector, RowFormat format)
      throws IOException {
    try {
      writer.row(row, vector, 0);
    } catch (IllegalArgumentException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_INPUT,
          "Cannot export row %d as %s: %s. Choose another export.format, or another version."
              .formatted(row, format, e.getMessage()),
          e);
    }
  }

  private static VectorErrors measure(
      RowFile rows, Path written, RowFiles files, RowFormat format, int index) {
    RowFile readBack = RowFile.open(written, files, format, index);
    VectorErrors errors = new VectorErrors();
    float[] vector = new float[files.width()];
    float[] back = new float[files.width()];
    long end = files.firstRow(index) + files.rowsOf(index);
    for (long row = files.firstRow(index); row < end; row++) {
      rows.read(row, vector, 0);
      readBack.read(row, back, 0);
      errors.add(vector, back);
    }
    return errors;
  }
}
