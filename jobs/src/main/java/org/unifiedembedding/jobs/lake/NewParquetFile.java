/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * A Parquet file in the folder of a Delta table, written without Spark's writer, whose queries are
 * planned and compiled for longer than small tables take. A commit may add it; closed before it is
 * finished, it is deleted.
 *
 * @param <T> its records
 */
public final class NewParquetFile<T> implements AutoCloseable {
  public static final String SUFFIX = ".parquet";

  private final Configuration hadoop;
  private final Path path;
  private final ParquetWriter<T> writer;
  private long records;
  private boolean isFinished;

  /**
   * Begins the file.
   *
   * @param folder of the table
   * @param prefix of the file's name
   * @param format makes the writer of a path
   */
  public NewParquetFile(
      String folder,
      String prefix,
      Configuration hadoop,
      Function<Path, ParquetWriter.Builder<T, ?>> format)
      throws IOException {
    this.hadoop = hadoop;
    path = new Path(folder, prefix + UUID.randomUUID() + SUFFIX);
    writer = format.apply(path).withConf(hadoop).build();
  }

  public void write(T value) throws IOException {
    writer.write(value);
    records++;
  }

  /** Records so far. */
  public long records() {
    return records;
  }

  /**
   * Ends the file; what a commit needs to know of it.
   *
   * @param least smallest values of some columns of integers
   * @param greatest greatest values of the same columns
   */
  public NewFile finish(Map<String, Long> least, Map<String, Long> greatest) throws IOException {
    writer.close();
    long bytes = path.getFileSystem(hadoop).getFileStatus(path).getLen();
    isFinished = true;
    return new NewFile(path.getName(), bytes, records, least, greatest);
  }

  @Override
  public void close() throws IOException {
    if (!isFinished) {
      try {
        writer.close();
      } finally {
        path.getFileSystem(hadoop).delete(path, false);
      }
    }
  }
}
