/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Storage;

/** JSON files of prepared data, each of which appears at once and complete. */
final class PreparedJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PreparedJson() {}

  /** What a file holds, empty where there is none. */
  static <T> Optional<T> read(Class<T> type, String file, Configuration hadoop) {
    Path path = new Path(file);
    try (InputStream stream = path.getFileSystem(hadoop).open(path)) {
      return Optional.of(JSON.readValue(stream, type));
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

  static void write(Object content, String file, Configuration hadoop)
      throws JsonProcessingException {
    new Storage(hadoop).write(file, JSON.writeValueAsString(content));
  }
}
