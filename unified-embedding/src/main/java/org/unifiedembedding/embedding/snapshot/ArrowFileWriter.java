/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Writes an Arrow IPC file of one record batch as a stream: the lengths of all buffers are said
 * first, then their bytes follow in order, so that a file of any size needs no memory.
 *
 * <p>Arrow's own writer holds the batch in its allocator, and opens a JDK package by a flag; this
 * one needs neither. Every buffer starts at a multiple of 64 bytes from the file's beginning, so
 * that mapped readers get aligned vectors.
 */
final class ArrowFileWriter implements Closeable {
  static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  static final int CONTINUATION = 0xffffffff;
  private static final int ALIGNMENT = 64;

  private final OutputStream out;
  private final ArrowSchema schema;
  private final long[] bufferBytes;
  private final long batchOffset;
  private final int batchMetadataBytes;
  private long position;
  private int buffer;
  private long written;

  /**
   * @param out is closed by {@link #close()}
   * @param rows of every column
   * @param nulls of every column
   * @param bufferBytes of every buffer in the order of Arrow's record batch; 0 for the validity of
   *     a column without nulls
   */
  ArrowFileWriter(OutputStream out, ArrowSchema schema, long rows, long[] nulls, long[] bufferBytes)
      throws IOException {
    this.out = out;
    this.schema = schema;
    this.bufferBytes = bufferBytes.clone();
    put(MAGIC);
    put(new byte[2]);
    FlatBufferBuilder builder = new FlatBufferBuilder();
    writeMessage(builder, MessageHeader.Schema, schema.write(builder), 0);
    batchOffset = position;
    builder = new FlatBufferBuilder();
    writeMessage(builder, MessageHeader.RecordBatch, batch(builder, rows, nulls), bodyBytes());
    batchMetadataBytes = Math.toIntExact(position - batchOffset);
    skipEmptyBuffers();
  }

  private int batch(FlatBufferBuilder builder, long rows, long[] nulls) {
    RecordBatch.startBuffersVector(builder, bufferBytes.length);
    long end = bodyBytes();
    for (int i = bufferBytes.length - 1; i >= 0; i--) {
      end -= padded(bufferBytes[i]);
      Buffer.createBuffer(builder, end, bufferBytes[i]);
    }
    int buffers = builder.endVector();
    int nodeCount = schema.columns().stream().mapToInt(ArrowFileWriter::nodes).sum();
    RecordBatch.startNodesVector(builder, nodeCount);
    for (int i = schema.columns().size() - 1; i >= 0; i--) {
      if (schema.columns().get(i) instanceof ArrowColumn.Vectors vectors) {
        FieldNode.createFieldNode(builder, rows * vectors.size(), 0);
      }
      FieldNode.createFieldNode(builder, rows, nulls[i]);
    }
    return RecordBatch.createRecordBatch(builder, rows, builder.endVector(), buffers, 0, 0);
  }

  private static int nodes(ArrowColumn column) {
    return column instanceof ArrowColumn.Vectors ? 2 : 1;
  }

  private long bodyBytes() {
    long bytes = 0;
    for (long length : bufferBytes) {
      bytes += padded(length);
    }
    return bytes;
  }

  private static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void writeMessage(FlatBufferBuilder builder, byte type, int header, long bodyBytes)
      throws IOException {
    builder.finish(Message.createMessage(builder, MetadataVersion.V5, type, header, bodyBytes, 0));
    byte[] message = builder.sizedByteArray();
    int start = 2 * Integer.BYTES;
    int size = Math.toIntExact(padded(position + start + message.length) - position - start);
    putInt(CONTINUATION);
    putInt(size);
    put(message);
    put(new byte[size - message.length]);
  }

  /** The next bytes of the batch; they must end where a buffer ends or earlier. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    if (buffer == bufferBytes.length || written + length > bufferBytes[buffer]) {
      throw new IllegalStateException("More bytes than announced in buffer " + buffer);
    }
    out.write(bytes, offset, length);
    position += length;
    written += length;
    skipEmptyBuffers();
  }

  private void skipEmptyBuffers() throws IOException {
    while (buffer < bufferBytes.length && written == bufferBytes[buffer]) {
      put(new byte[(int) (padded(written) - written)]);
      written = 0;
      buffer++;
    }
  }

  /** Writes the footer; IllegalStateException when announced bytes are missing. */
  void finish() throws IOException {
    if (buffer < bufferBytes.length) {
      throw new IllegalStateException("Fewer bytes than announced in buffer " + buffer);
    }
    putInt(CONTINUATION);
    putInt(0);
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int schemaOffset = schema.write(builder);
    Footer.startRecordBatchesVector(builder, 1);
    Block.createBlock(builder, batchOffset, batchMetadataBytes, bodyBytes());
    int batches = builder.endVector();
    builder.finish(Footer.createFooter(builder, MetadataVersion.V5, schemaOffset, 0, batches, 0));
    byte[] footer = builder.sizedByteArray();
    put(footer);
    putInt(footer.length);
    put(MAGIC);
    out.flush();
  }

  private void putInt(int value) throws IOException {
    put(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
