/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column of texts as Arrow lays it out: validity bits, offsets, UTF-8 bytes. */
record ArrowTexts(byte[] validity, byte[] offsets, byte[] bytes, long nulls) {

  static ArrowTexts of(List<@Nullable String> texts) {
    byte[] validity = new byte[(texts.size() + 7) / 8];
    ByteBuffer offsets =
        ByteBuffer.allocate((texts.size() + 1) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long nulls = 0;
    offsets.putInt(0);
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text == null) {
        nulls++;
      } else {
        validity[i >> 3] |= (byte) (1 << (i & 7));
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      }
      offsets.putInt(bytes.size());
    }
    return new ArrowTexts(validity, offsets.array(), bytes.toByteArray(), nulls);
  }

  /**
   * Reads a column of {@code rows} texts.
   *
   * @param validity may be empty: no nulls
   */
  static List<@Nullable String> read(
      int rows, ByteBuffer validity, ByteBuffer offsets, ByteBuffer bytes) {
    List<@Nullable String> texts = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      boolean present = validity.capacity() == 0 || (validity.get(i >> 3) >> (i & 7) & 1) == 1;
      int start = offsets.getInt(i * Integer.BYTES);
      byte[] text = new byte[present ? offsets.getInt((i + 1) * Integer.BYTES) - start : 0];
      bytes.get(start, text);
      texts.add(present ? new String(text, StandardCharsets.UTF_8) : null);
    }
    return texts;
  }
}
