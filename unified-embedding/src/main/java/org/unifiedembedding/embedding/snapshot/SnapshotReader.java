/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * The rows of a version in a local folder, mapped or in memory. Mapping takes time per file, not
 * per row. Thread-safe; the memory is unmapped when the collector finds the reader unreachable, so
 * that no look-up can ever meet memory that is gone.
 */
public final class SnapshotReader {
  private final long allRows;
  private final RowSource source;

  private SnapshotReader(long allRows, RowSource source) {
    this.allRows = allRows;
    this.source = source;
  }

  /** Maps all rows after {@link #checkSizes}; a file that is missing or damaged is BAD_FORMAT. */
  public static SnapshotReader open(Path versionFolder, Manifest manifest) {
    checkSizes(versionFolder, manifest);
    RowFiles layout = manifest.rowFiles();
    RowFile[] files =
        IntStream.range(0, layout.count())
            .mapToObj(file -> RowFile.open(versionFolder, manifest, file))
            .toArray(RowFile[]::new);
    return new SnapshotReader(
        layout.rows(), new RowSource.Files(layout, manifest.rowFormat(), files));
  }

  /** The same rows on the heap. */
  public SnapshotReader inMemory() {
    return new SnapshotReader(allRows, source.inMemory());
  }

  /**
   * Copies a row into {@code vector} at [offset, offset + width); a row that training never touched
   * is zeros.
   *
   * @param row in [0, rows)
   */
  public void read(long row, float[] vector, int offset) {
    if (isOutside(row) < 0) {
      throw outside(row);
    }
    source.read(row, vector, offset);
  }

  /**
   * Copies many rows, one behind the other. They are read independently, so that the processor
   * waits for several of them at once.
   *
   * @param rows the first {@code count} entries, each in [0, rows)
   * @param vectors overwritten with [count, width] from {@code offset}
   */
  public void read(long[] rows, int count, float[] vectors, int offset) {
    long outside = 0;
    for (int i = 0; i < count; i++) {
      outside |= isOutside(rows[i]);
    }
    if (outside < 0) {
      throw outside(
          Arrays.stream(rows, 0, count)
              .filter(row -> isOutside(row) < 0)
              .findFirst()
              .orElseThrow());
    }
    source.read(rows, count, vectors, offset);
  }

  /** Below 0 where there is no such row. */
  private long isOutside(long row) {
    return row | (allRows - 1 - row);
  }

  private IllegalArgumentException outside(long row) {
    return new IllegalArgumentException(
        "Invalid row: " + row + " (must be in [0, " + allRows + "))");
  }

  /** Refuses a version with a part that is missing or of another size: BAD_FORMAT. */
  public static void checkSizes(Path versionFolder, Manifest manifest) {
    checkSizes(versionFolder, manifest.files().parts());
  }

  /** The same of any folder with parts. */
  static void checkSizes(Path folder, List<Part> parts) {
    for (Part part : parts) {
      Path path = folder.resolve(part.path());
      try {
        long bytes = Files.exists(path) ? Files.size(path) : -1;
        if (bytes != part.bytes()) {
          String problem = bytes < 0 ? "it does not exist" : "it has " + bytes + " bytes";
          throw ArrowFile.bad(path, problem + ", the manifest says " + part.bytes(), null);
        }
      } catch (IOException e) {
        throw unreadable(path, e);
      }
    }
  }

  /** Reads every part and refuses one with another checksum: BAD_FORMAT. */
  public static void verify(Path versionFolder, Manifest manifest) {
    verify(versionFolder, manifest.files().parts());
  }

  /** The same of any folder with parts. */
  static void verify(Path folder, List<Part> parts) {
    checkSizes(folder, parts);
    for (Part part : parts) {
      Path path = folder.resolve(part.path());
      String actual = sha256(path);
      if (!actual.equals(part.sha256())) {
        throw ArrowFile.bad(
            path, "its SHA-256 is " + actual + ", the manifest says " + part.sha256(), null);
      }
    }
  }

  private static String sha256(Path path) {
    try (InputStream file = Files.newInputStream(path);
        DigestInputStream in = new DigestInputStream(file, Sha256.digest())) {
      byte[] chunk = new byte[1 << 16];
      while (in.read(chunk) >= 0) {
        // Reading is what updates the digest.
      }
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static UnifiedEmbeddingException unreadable(Path path, IOException cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY, "Cannot read " + path + ": " + cause.getMessage(), cause);
  }
}
