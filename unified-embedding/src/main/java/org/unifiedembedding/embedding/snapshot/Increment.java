/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.util.List;

/**
 * What turns the files of one version into those of another: the rows that differ, the head and the
 * vocabulary as they are then (docs/spec/increment.md). A folder with this record, which is written
 * last. Versions and exports of all formats can be the ends, both of one format.
 *
 * @param from the version that it is applied to
 * @param to the version that comes out, byte for byte
 * @param changedRows rows that are stored differently
 * @param clearedRows of these the ones that are zeros in {@code to}
 * @param parts all files of the folder but this record
 */
public record Increment(End from, End to, long changedRows, long clearedRows, List<Part> parts) {
  /** The newest version of the format that this build reads, and the only one. */
  public static final int FORMAT_VERSION = 1;

  /** The path of this record inside the increment's folder. */
  public static final String PATH = "increment.json";

  /** The path of the manifest of {@link #to}, byte for byte, inside the increment's folder. */
  public static final String TARGET = "target.json";

  public Increment {
    parts = List.copyOf(parts);
    if (clearedRows < 0 || changedRows < clearedRows) {
      throw new IllegalArgumentException(
          "Invalid changed rows: %d, %d of them cleared (must be >= 0, and no more cleared than changed)"
              .formatted(changedRows, clearedRows));
    }
  }

  /** A version, known by the checksum of its manifest, which has those of all its files. */
  public record End(String runId, String manifestSha256) {
    /** The version with this manifest. */
    public static End of(String manifestText) {
      return new End(
          ManifestJson.read(manifestText, Manifest.PATH).runId(),
          ManifestJson.sha256(manifestText));
    }

    @Override
    public String toString() {
      return "run '" + runId + "'";
    }
  }

  /** Bytes of the folder's files but this record. */
  public long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }
}
