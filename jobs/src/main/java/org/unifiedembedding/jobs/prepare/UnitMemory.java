/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.jobs.lake.KeptBuffers;

/**
 * What a reader of units keeps from unit to unit: bytes as they are stored, bytes decompressed, and
 * the arrays of the last block. A unit has megabytes of each, so new ones would be most of what a
 * training gives the garbage collector. For one thread, whose last block ends with the next unit.
 */
public final class UnitMemory {
  private final KeptBuffers buffers = new KeptBuffers();
  private @Nullable ExampleBlock block;

  /** The last block, whose arrays may be overwritten; null before the first. */
  @Nullable ExampleBlock block() {
    return block;
  }

  void keep(ExampleBlock last) {
    block = last;
  }

  /** The options of a file for the next unit; what was read before is overwritten. */
  ParquetReadOptions next(ParquetReadOptions ofFile) {
    buffers.releaseAll(); // Parquet keeps those of vectored reads and of decompressed pages.
    return ParquetReadOptions.builder(ofFile.getConfiguration())
        .copy(ofFile)
        .withAllocator(buffers)
        .withCodecFactory(new KeptCodecs(ofFile.getCodecFactory()))
        .build();
  }

  /** Zstandard, which units are written with, works in the memory; others as in the file's own. */
  private final class KeptCodecs implements CompressionCodecFactory {
    private final CompressionCodecFactory ofFile;

    KeptCodecs(CompressionCodecFactory ofFile) {
      this.ofFile = ofFile;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return ofFile.getCompressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      return codec == CompressionCodecName.ZSTD ? new Zstandard() : ofFile.getDecompressor(codec);
    }

    @Override
    public void release() {
      ofFile.release();
    }
  }

  private final class Zstandard implements CompressionCodecFactory.BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      ByteBuffer from = bytes.toByteBuffer(buffers, made -> {});
      ByteBuffer to = buffers.allocate(size);
      decompress(from, from.remaining(), to, size);
      return BytesInput.from(to.flip());
    }

    @Override
    public void decompress(ByteBuffer from, int count, ByteBuffer to, int size) throws IOException {
      long done;
      try {
        done =
            Zstd.decompressByteArray(
                to.array(),
                to.arrayOffset() + to.position(),
                size,
                from.array(),
                from.arrayOffset() + from.position(),
                count);
      } catch (ZstdException e) {
        throw new IOException("Cannot decompress a page: " + e.getMessage(), e);
      }
      if (done != size) {
        throw new IOException("A page has " + done + " bytes instead of " + size);
      }
      from.position(from.position() + count);
      to.position(to.position() + size);
    }

    @Override
    public void release() {}
  }
}
