/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** statistics.json, which appears at once and complete. */
final class StatisticsFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private StatisticsFile() {}

  /** The stored statistics, empty where the preparation is not complete. */
  static Optional<PreparedStatistics> read(String file, Configuration hadoop) {
    Path path = new Path(file);
    try (InputStream stream = path.getFileSystem(hadoop).open(path)) {
      return Optional.of(JSON.readValue(stream, PreparedStatistics.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Cannot read "
              + file
              + ": "
              + e.getOriginalMessage()
              + ". Use the release that prepared the data, or prepare again under another run id",
          e);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static void write(PreparedStatistics statistics, String file, Configuration hadoop)
      throws IOException {
    Path path = new Path(file);
    Path unfinished = new Path(file + ".tmp");
    FileSystem files = path.getFileSystem(hadoop);
    try (OutputStream stream = files.create(unfinished, true)) {
      stream.write(JSON.writeValueAsBytes(statistics));
    }
    if (!files.rename(unfinished, path)) {
      throw new IOException("Cannot rename " + unfinished + " to " + path);
    }
  }
}
