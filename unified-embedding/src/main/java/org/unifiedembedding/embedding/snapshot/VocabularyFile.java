/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Vocabulary;

/**
 * The file of the exact features' values: one row a value, feature by feature, in the order that
 * numbers the rows of the table.
 */
public final class VocabularyFile {
  /** Its path inside a version's folder. */
  public static final String PATH = "snapshot/vocabulary.arrow";

  private static final ArrowColumn FEATURE = new ArrowColumn.Texts("feature");
  private static final ArrowColumn FINGERPRINT =
      new ArrowColumn.Numbers("fingerprint", ArrowColumn.Item.INT64);
  private static final ArrowColumn VALUE = new ArrowColumn.Texts("value");

  private VocabularyFile() {}

  /** Writes all vocabularies in the map's order and closes {@code out}. */
  public static Part write(OutputStream out, Map<String, Vocabulary> vocabularies)
      throws IOException {
    List<@Nullable String> features = new ArrayList<>();
    List<@Nullable String> values = new ArrayList<>();
    int rows = vocabularies.values().stream().mapToInt(Vocabulary::size).sum();
    ByteBuffer fingerprints =
        ByteBuffer.allocate(Math.multiplyExact(rows, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    vocabularies.forEach(
        (feature, vocabulary) -> {
          for (int i = 0; i < vocabulary.size(); i++) {
            features.add(feature);
            fingerprints.putLong(vocabulary.fingerprint(i));
            values.add(vocabulary.text(i));
          }
        });
    return write(
        new PartOutput(out),
        rows,
        ArrowTexts.of(features),
        fingerprints.array(),
        ArrowTexts.of(values));
  }

  private static Part write(
      PartOutput output, long rows, ArrowTexts features, byte[] fingerprints, ArrowTexts values)
      throws IOException {
    ArrowSchema schema = new ArrowSchema(List.of(FEATURE, FINGERPRINT, VALUE), Map.of());
    byte[][] buffers = {
      features.validity(),
      features.offsets(),
      features.bytes(),
      new byte[0],
      fingerprints,
      values.validity(),
      values.offsets(),
      values.bytes()
    };
    long[] lengths = Arrays.stream(buffers).mapToLong(buffer -> buffer.length).toArray();
    long[] nulls = {features.nulls(), 0, values.nulls()};
    try (ArrowFileWriter writer = new ArrowFileWriter(output, schema, rows, nulls, lengths)) {
      for (byte[] buffer : buffers) {
        writer.write(buffer, 0, buffer.length);
      }
      writer.finish();
      return output.part(PATH);
    }
  }

  /**
   * Reads the vocabularies of a version; a damaged file is BAD_FORMAT.
   *
   * @param exact names of the exact features
   */
  public static Map<String, Vocabulary> read(Path versionFolder, List<String> exact) {
    Path path = versionFolder.resolve(PATH);
    ArrowFile file = ArrowFile.open(path).expect(List.of(FEATURE, FINGERPRINT, VALUE));
    try {
      return read(file, exact);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw ArrowFile.bad(path, "its values are damaged", e);
    }
  }

  private static Map<String, Vocabulary> read(ArrowFile file, List<String> exact) {
    int rows = Math.toIntExact(file.rows());
    List<@Nullable String> features = ArrowTexts.read(rows, file.map(0), file.map(1), file.map(2));
    long[] fingerprints = new long[rows];
    file.map(4).asLongBuffer().get(fingerprints);
    List<@Nullable String> values = ArrowTexts.read(rows, file.map(5), file.map(6), file.map(7));
    Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();
    int start = 0;
    for (String feature : exact) {
      int end = start;
      while (end < rows && feature.equals(features.get(end))) {
        end++;
      }
      long[] own = Arrays.copyOfRange(fingerprints, start, end);
      vocabularies.put(feature, Vocabulary.of(own, values.subList(start, end)));
      start = end;
    }
    if (start < rows) {
      throw new IllegalArgumentException("Values of " + features.get(start));
    }
    return vocabularies;
  }
}
