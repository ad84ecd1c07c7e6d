/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Where the buffers of an Arrow IPC file of one uncompressed record batch lie. Only the metadata is
 * read; buffers are mapped.
 *
 * @param offsets of every buffer, from the file's beginning
 * @param lengths of every buffer, in bytes
 */
record ArrowFile(Path path, ArrowSchema schema, long rows, long[] offsets, long[] lengths) {
  private static final int TRAILER = Integer.BYTES + ArrowFileWriter.MAGIC.length;
  private static final int MAX_METADATA = 1 << 20;

  /** Reads the metadata; a file that is not such a file is BAD_FORMAT. */
  static ArrowFile open(Path path) {
    try (FileChannel channel = FileChannel.open(path)) {
      return read(path, channel);
    } catch (NoSuchFileException e) {
      throw bad(path, "it does not exist", e);
    } catch (EOFException e) {
      throw bad(path, "it is truncated", e);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot read " + path + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw bad(path, String.valueOf(e.getMessage()), e);
    } catch (IndexOutOfBoundsException
        | NullPointerException
        | ArithmeticException
        | NegativeArraySizeException e) {
      throw bad(path, "its Arrow metadata is damaged", e);
    }
  }

  private static ArrowFile read(Path path, FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer magic = ByteBuffer.wrap(ArrowFileWriter.MAGIC);
    ByteBuffer head = bytes(channel, 0, ArrowFileWriter.MAGIC.length);
    check(head.equals(magic), "it does not begin with ARROW1");
    ByteBuffer trailer = bytes(channel, size - TRAILER, TRAILER);
    int footerBytes = trailer.getInt();
    check(trailer.equals(magic), "it does not end with ARROW1 (truncated?)");
    Footer footer =
        Footer.getRootAsFooter(bytes(channel, size - TRAILER - footerBytes, footerBytes));
    check(footer.recordBatchesLength() == 1, "it has not exactly one record batch");
    Block block = footer.recordBatches(0);
    int prefix = 2 * Integer.BYTES;
    ByteBuffer metadata = bytes(channel, block.offset() + prefix, block.metaDataLength() - prefix);
    if (!(Message.getRootAsMessage(metadata).header(new RecordBatch())
        instanceof RecordBatch batch)) {
      throw new IllegalArgumentException("it has no record batch");
    }
    check(batch.compression() == null, "it is compressed");
    long body = block.offset() + block.metaDataLength();
    int count = batch.buffersLength();
    long[] offsets = new long[count];
    long[] lengths = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = Math.addExact(body, batch.buffers(i).offset());
      lengths[i] = batch.buffers(i).length();
      check(offsets[i] >= 0 && lengths[i] >= 0, "its Arrow metadata is damaged");
      if (Math.addExact(offsets[i], lengths[i]) > size) {
        throw new EOFException();
      }
    }
    ArrowSchema schema = ArrowSchema.read(footer.schema());
    return new ArrowFile(path, schema, batch.length(), offsets, lengths).checked();
  }

  private ArrowFile checked() {
    check(rows >= 0, "it has " + rows + " rows");
    int buffer = 0;
    for (ArrowColumn column : schema.columns()) {
      int last = buffer + column.buffers() - 1;
      check(last < lengths.length, "it has too few buffers");
      boolean texts = column instanceof ArrowColumn.Texts; // one offset more than rows
      long bytes = Math.multiplyExact(texts ? rows + 1 : rows, column.itemBytes());
      check(lengths[texts ? last - 1 : last] >= bytes, "a buffer is too short");
      buffer = last + 1;
    }
    return this;
  }

  /** Maps the last buffer of a column, which has its numbers; read-only, little-endian. */
  MappedByteBuffer mapColumn(int column) {
    return map(lastBuffer(column));
  }

  /** The same of the file that {@code channel} has open, in another mode. */
  MappedByteBuffer mapColumn(FileChannel channel, MapMode mode, int column) throws IOException {
    return map(channel, mode, lastBuffer(column));
  }

  private int lastBuffer(int column) {
    return ArrowColumn.firstBuffer(schema.columns(), column + 1) - 1;
  }

  private MappedByteBuffer map(FileChannel channel, MapMode mode, int buffer) throws IOException {
    MappedByteBuffer mapped = channel.map(mode, offsets[buffer], lengths[buffer]);
    mapped.order(ByteOrder.LITTLE_ENDIAN);
    return mapped;
  }

  /** Maps a buffer read-only, little-endian. */
  MappedByteBuffer map(int buffer) {
    try (FileChannel channel = FileChannel.open(path)) {
      return map(channel, MapMode.READ_ONLY, buffer);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot map " + path + ": " + e.getMessage(), e);
    }
  }

  /** Refuses a file with other columns than {@code expected}. */
  ArrowFile expect(List<ArrowColumn> expected) {
    if (!schema.columns().equals(expected)) {
      throw bad(path, "its columns are " + schema.columns() + " instead of " + expected, null);
    }
    return this;
  }

  /** The number under a key of the file's metadata. */
  long number(String key) {
    String value = schema.metadata().get(key);
    try {
      return Long.parseLong(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw bad(path, "its metadata says " + key + " = " + value, e);
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long offset, int length) throws IOException {
    check(length >= 0 && length <= MAX_METADATA, "its Arrow metadata is damaged");
    if (offset < 0) {
      throw new EOFException();
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static void check(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }

  static UnifiedEmbeddingException bad(Path path, String problem, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Cannot read snapshot file "
            + path
            + ": "
            + problem
            + ". Copy the version again or load another one.",
        cause);
  }
}
