/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.SnapshotReader;
import org.unifiedembedding.embedding.snapshot.Successor;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;

/**
 * A published version in a local folder, or an export of one: vectors of feature values, by
 * memory-mapped files or {@link #inMemory in memory}. Rows of fewer bits are decoded when they are
 * read. Thread-safe. Vectors of values that training never met are zeros, or those of the values
 * they collide with.
 */
public final class EmbeddingTable {
  /** Values whose rows are known before the first is read: rows of two look-ups fill a page. */
  private static final int BLOCK = 256;

  private final Path folder;
  private final Manifest manifest;
  private final TableLayout layout;
  private final SnapshotReader snapshot;
  private final float[] headWeights;
  private final FeatureValues values;

  private EmbeddingTable(
      Path folder,
      Manifest manifest,
      TableLayout layout,
      SnapshotReader snapshot,
      float[] headWeights) {
    this.folder = folder;
    this.manifest = manifest;
    this.layout = layout;
    this.snapshot = snapshot;
    this.headWeights = headWeights;
    this.values = new FeatureValues(manifest.features());
  }

  /**
   * Opens a version after checking that all its files are there with the right sizes; call {@link
   * #verify} to check their bytes too. There is nothing to close: mapped memory costs no heap and
   * goes with the table.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException BAD_FORMAT when the
   *     version is incomplete, damaged or newer than this build
   */
  public static EmbeddingTable open(Path versionFolder) {
    return open(versionFolder, ManifestJson.read(versionFolder));
  }

  /**
   * The same where the caller knows the manifest: its file may be missing, as before a version is
   * complete.
   */
  public static EmbeddingTable open(Path versionFolder, Manifest manifest) {
    SnapshotReader snapshot = SnapshotReader.open(versionFolder, manifest);
    Map<String, Vocabulary> vocabularies =
        VocabularyFile.read(versionFolder, manifest.table().exact());
    return new EmbeddingTable(
        versionFolder,
        manifest,
        manifest.layout(vocabularies),
        snapshot,
        HeadFile.read(versionFolder, manifest));
  }

  /**
   * A later version, by the increments from this one to it (docs/spec/increment.md). Readers of
   * this table go on with it. Takes the time of copying and checking the snapshot once, and the
   * bytes of the increments.
   *
   * @param increments local folders, in their order
   * @param target local folder for the files of the later version; it appears complete or not at
   *     all
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException CONFLICT where one is
   *     missing, repeated or out of order, or the target holds something else; BAD_FORMAT where a
   *     file is damaged
   */
  public EmbeddingTable next(List<Path> increments, Path target) {
    return open(target, Successor.write(folder, increments, target));
  }

  /**
   * The same table with its rows copied to the heap, which needs the bytes of the snapshot more.
   * Look-ups never wait for a disk, and with {@code -XX:+UseTransparentHugePages} they find their
   * pages sooner: two thirds of the time in docs/results/java-loader.md. Readers of this table go
   * on with it.
   */
  public EmbeddingTable inMemory() {
    return new EmbeddingTable(folder, manifest, layout, snapshot.inMemory(), headWeights);
  }

  /** Reads all files and compares their checksums with the manifest's; BAD_FORMAT on another. */
  public void verify() {
    SnapshotReader.verify(folder, manifest);
  }

  public Manifest manifest() {
    return manifest;
  }

  public TableLayout layout() {
    return layout;
  }

  /** A copy of the head's weights [P]. */
  public float[] headWeights() {
    return headWeights.clone();
  }

  /** Floats of a feature's vector: chunks x width. */
  public int width(String feature) {
    return chunks(layout.embedded(feature)) * layout.geometry().width();
  }

  /**
   * The fingerprint of a value as it would be in the data.
   *
   * @param value canonical text; a number where the feature is bucketised; one value of the list
   *     where it is multi-valued; null: missing. For a cross see {@link #crossed}.
   */
  public long fingerprint(String feature, @Nullable String value) {
    return values.fingerprint(feature, value);
  }

  /** The fingerprint of a cross of the given values, one for each part in the cross's order. */
  public long crossed(String cross, List<@Nullable String> partValues) {
    return values.crossed(cross, partValues);
  }

  /** The rows of a value, one a chunk. */
  public long[] rows(String feature, @Nullable String value) {
    return rows(feature, fingerprint(feature, value));
  }

  /** The rows of a value, one a chunk. */
  public long[] rows(String feature, long fingerprint) {
    int embedded = layout.embedded(feature);
    long[] rows = new long[chunks(embedded)];
    layout.rows(embedded, fingerprint, rows, 0);
    return rows;
  }

  /** The vector of a value [chunks x width]. */
  public float[] vector(String feature, @Nullable String value) {
    return vector(feature, fingerprint(feature, value));
  }

  /** The vector of a value [chunks x width]. */
  public float[] vector(String feature, long fingerprint) {
    float[] vector = new float[width(feature)];
    embed(feature, new long[] {fingerprint}, 1, vector);
    return vector;
  }

  /**
   * The vectors of many values of a feature.
   *
   * @param fingerprints of the values, the first {@code count} entries
   * @param vectors overwritten with [count, chunks x width]
   */
  public void embed(String feature, long[] fingerprints, int count, float[] vectors) {
    int embedded = layout.embedded(feature);
    int chunks = chunks(embedded);
    int width = layout.geometry().width();
    long[] rows = new long[Math.min(BLOCK, count) * chunks];
    for (int from = 0; from < count; from += BLOCK) {
      int values = Math.min(BLOCK, count - from);
      for (int i = 0; i < values; i++) {
        layout.rows(embedded, fingerprints[from + i], rows, i * chunks);
      }
      snapshot.read(rows, values * chunks, vectors, from * chunks * width);
    }
  }

  /**
   * The vectors of many rows.
   *
   * @param rows the first {@code count} entries
   * @param vectors overwritten with [count, width]
   */
  public void read(long[] rows, int count, float[] vectors) {
    snapshot.read(rows, count, vectors, 0);
  }

  /** Copies a row into {@code vector} at [offset, offset + width); untouched rows are zeros. */
  public void read(long row, float[] vector, int offset) {
    snapshot.read(row, vector, offset);
  }

  /**
   * Fills {@code vectors} [U, stride] with the vectors of a batch's rows; padding stays as it is.
   *
   * @param stride floats between two vectors, at least the width
   */
  public void read(RowGroups rows, float[] vectors, int stride) {
    for (int part = 0; part < rows.partition().parts(); part++) {
      for (int i = rows.start(part); i < rows.start(part + 1); i++) {
        snapshot.read(rows.row(part, i), vectors, i * stride);
      }
    }
  }

  private int chunks(int embedded) {
    return layout.firstSlot(embedded + 1) - layout.firstSlot(embedded);
  }
}
