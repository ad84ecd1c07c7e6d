/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** The record of an increment as JSON text (docs/spec/increment.md). */
public final class IncrementJson {
  private static final String VERSION = "formatVersion";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private IncrementJson() {}

  /** The record as indented JSON. */
  public static String write(Increment increment) {
    ObjectNode document = MAPPER.createObjectNode().put(VERSION, Increment.FORMAT_VERSION);
    document.setAll((ObjectNode) MAPPER.valueToTree(increment));
    return document.toPrettyString() + "\n";
  }

  /**
   * Reads a record.
   *
   * @param where the text came from, for messages
   * @throws UnifiedEmbeddingException BAD_FORMAT when the format is newer than this build or the
   *     text is damaged
   */
  public static Increment read(String json, String where) {
    try {
      JsonNode document = MAPPER.readTree(json);
      if (!(document instanceof ObjectNode fields) || !fields.path(VERSION).isInt()) {
        throw bad(where, "it is no JSON object with " + VERSION, null);
      }
      int version = fields.remove(VERSION).intValue();
      if (version != Increment.FORMAT_VERSION) {
        throw new UnifiedEmbeddingException(
            ErrorCode.BAD_FORMAT,
            "Cannot read %s: format version %d (this build reads %d). Use a build as new as the one that wrote it."
                .formatted(where, version, Increment.FORMAT_VERSION));
      }
      return MAPPER.treeToValue(fields, Increment.class);
    } catch (JsonProcessingException e) {
      throw bad(where, e.getOriginalMessage(), e);
    }
  }

  /** Reads the record of the increment in a local folder; without one it is no increment. */
  static Increment read(Path folder) {
    Path path = folder.resolve(Increment.PATH);
    try {
      return read(Files.readString(path), path.toString());
    } catch (NoSuchFileException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "There is no complete increment in %s: it has no %s. Make it again, or load the whole version."
              .formatted(folder, Increment.PATH),
          e);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static UnifiedEmbeddingException bad(
      String where, String problem, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Cannot read increment %s: %s. Make it again, or load the whole version."
            .formatted(where, problem),
        cause);
  }
}
