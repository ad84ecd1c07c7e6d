/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and checksums the bytes on their way to a file. Not thread-safe. */
final class PartOutput extends FilterOutputStream {
  private final MessageDigest digest = Sha256.digest();
  private long bytes;

  PartOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
    digest.update(buffer, offset, length);
    bytes += length;
  }

  /** The part written so far; may be called once. */
  Part part(String path) {
    return new Part(path, bytes, HexFormat.of().formatHex(digest.digest()));
  }
}
