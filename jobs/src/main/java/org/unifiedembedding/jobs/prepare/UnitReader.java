/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleCodec;
import org.unifiedembedding.embedding.example.ExampleSchema;

/**
 * Reads units straight from their files, without Spark's reader: one file read, one decompression
 * and one copy into primitive arrays a unit. Travels to tasks; thread-safe, any number of threads
 * read at once. Keeps the footers of the files it has met.
 */
public final class UnitReader implements Serializable {
  /** Footers that are kept; one has about 300 bytes a unit. */
  private static final int MAX_FOOTERS = 256;

  private final ExampleSchema schema;
  private final Broadcast<SerializableConfiguration> hadoop;
  private transient volatile @Nullable ConcurrentHashMap<String, UnitFile> files;

  /** The Hadoop configuration, a megabyte of text, travels once to each executor. */
  UnitReader(ExampleSchema schema, JavaSparkContext spark) {
    this.schema = schema;
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
  }

  /**
   * The examples of a unit.
   *
   * @throws UnifiedEmbeddingException BAD_INPUT where the file or the unit is gone, BAD_FORMAT
   *     where it is damaged, RETRY where it cannot be read right now
   */
  public ExampleBlock read(UnitLocation location) {
    return ExampleCodec.decode(block(location, new UnitMemory()), schema);
  }

  /**
   * The examples of a unit in another order.
   *
   * @param order a permutation: example i of the result is example order[i] of the unit
   * @param memory in which the result lies, until the next unit is read into it
   * @throws UnifiedEmbeddingException as {@link #read(UnitLocation)}
   */
  public ExampleBlock read(UnitLocation location, int[] order, UnitMemory memory) {
    ExampleBlock block =
        ExampleCodec.decode(block(location, memory), schema, order, memory.block());
    memory.keep(block);
    return block;
  }

  private ByteBuffer block(UnitLocation location, UnitMemory memory) {
    ByteBuffer block;
    try {
      block = file(location.file()).block(location.unit(), memory);
    } catch (FileNotFoundException e) {
      throw gone(location, "the file does not exist any more", e);
    } catch (ParquetDecodingException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Cannot read unit %d of %s: it is damaged. Prepare the data again under another run id and train anew"
              .formatted(location.unit(), location.file()),
          e);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY,
          "Cannot read unit " + location.unit() + " of " + location.file() + ": " + e.getMessage(),
          e);
    }
    if (block == null) {
      throw gone(location, "the file does not hold the unit", null);
    }
    return block;
  }

  private static UnifiedEmbeddingException gone(
      UnitLocation location, String reason, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_INPUT,
        "Unit "
            + location.unit()
            + " of the "
            + location.part()
            + " part is gone: "
            + location.file()
            + ": "
            + reason
            + ". Restore it, or prepare the data again under another run id and train anew",
        cause);
  }

  private UnitFile file(String uri) throws IOException {
    ConcurrentHashMap<String, UnitFile> known = files;
    if (known == null || known.size() > MAX_FOOTERS) {
      known = new ConcurrentHashMap<>();
      files = known;
    }
    UnitFile file = known.get(uri);
    if (file == null) {
      file = UnitFile.open(uri, hadoop.value().value());
      known.put(uri, file);
    }
    return file;
  }
}
