/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bodies of shuffled rows, big-endian. An example: label, weight, S fingerprints, N numbers as
 * doubles, then for each multi-valued feature a count and so many fingerprints. A value: feature,
 * text marker, text, count; the feature comes first so that sorted bytes bring equal values
 * together. A bad record: length and text of the reason, the record. Reused from row to row; not
 * thread-safe.
 */
final class RowBody {
  private static final int VALUE_BYTES = Integer.BYTES + 1 + Long.BYTES;

  private ByteBuffer bytes = ByteBuffer.allocate(1 << 12);

  byte[] array() {
    return bytes.array();
  }

  int length() {
    return bytes.position();
  }

  void writeExample(RecordEncoder record, RecordPlan plan) {
    int lists = plan.multi().size();
    int values = 0;
    for (int m = 0; m < lists; m++) {
      values += record.multi(m).size();
    }
    int fixed = 2 * Float.BYTES + Long.BYTES * (plan.single().size() + plan.numeric().size());
    start(fixed + lists * Integer.BYTES + values * Long.BYTES);
    bytes.putFloat(record.label()).putFloat(record.weight());
    for (int i = 0; i < plan.single().size(); i++) {
      bytes.putLong(record.single(i).fingerprint(0));
    }
    for (int i = 0; i < plan.numeric().size(); i++) {
      bytes.putDouble(record.numeric(i));
    }
    for (int m = 0; m < lists; m++) {
      FeatureValues list = record.multi(m);
      bytes.putInt(list.size());
      for (int i = 0; i < list.size(); i++) {
        bytes.putLong(list.fingerprint(i));
      }
    }
  }

  /** A value of a feature; no text where length is negative. */
  void writeValue(int feature, long count, byte[] text, int from, int length) {
    start(VALUE_BYTES + Math.max(0, length));
    bytes.putInt(feature);
    bytes.put((byte) (length < 0 ? 0 : 1));
    bytes.put(text, from, Math.max(0, length));
    bytes.putLong(count);
  }

  static int valueFeature(byte[] body) {
    return ByteBuffer.wrap(body).getInt();
  }

  static long valueCount(byte[] body) {
    return ByteBuffer.wrap(body).getLong(body.length - Long.BYTES);
  }

  static ValueCount value(byte[] body, long fingerprint, long count) {
    int length = body.length - VALUE_BYTES;
    String text =
        body[Integer.BYTES] == 0
            ? null
            : new String(body, Integer.BYTES + 1, length, StandardCharsets.UTF_8);
    return new ValueCount(fingerprint, text, count);
  }

  void writeBad(String reason, byte[] record) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    start(Integer.BYTES + text.length + record.length);
    bytes.putInt(text.length).put(text).put(record);
  }

  static String badReason(byte[] body) {
    int length = ByteBuffer.wrap(body).getInt();
    return new String(body, Integer.BYTES, length, StandardCharsets.UTF_8);
  }

  static byte[] badRecord(byte[] body) {
    int length = ByteBuffer.wrap(body).getInt();
    return Arrays.copyOfRange(body, Integer.BYTES + length, body.length);
  }

  void writeSummary(DataSummary summary) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(stream)) {
      objects.writeObject(summary);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot serialise a summary", e);
    }
    start(stream.size());
    bytes.put(stream.toByteArray());
  }

  static DataSummary summary(byte[] body) {
    try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(body))) {
      return (DataSummary) objects.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("Cannot read a summary of " + body.length + " bytes", e);
    }
  }

  private void start(int length) {
    if (bytes.capacity() < length) {
      bytes = ByteBuffer.allocate(Math.max(length, 2 * bytes.capacity()));
    }
    bytes.clear();
  }
}
