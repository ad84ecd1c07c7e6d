/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.lake.OpenVersions;
import org.unifiedembedding.jobs.lake.VersionFolder;
import scala.jdk.javaapi.CollectionConverters;

/** The function from a feature's name and a value to a vector. Travels to tasks; thread-safe. */
final class VectorFunction implements UDF2<String, Object, float[]> {
  private static final long serialVersionUID = 1L;

  private final VersionFolder version;

  VectorFunction(VersionFolder version) {
    this.version = version;
  }

  @Override
  public float[] call(@Nullable String name, @Nullable Object value) {
    EmbeddingTable table = OpenVersions.of(version);
    String feature = Objects.requireNonNullElse(name, "null");
    int index = table.layout().embedded(feature);
    Feature.Embedded found = table.layout().features().embedded().get(index);
    if (found instanceof MultiValuedFeature multi
        && value instanceof scala.collection.Seq<?> list) {
      return pooled(table, multi, CollectionConverters.asJava(list));
    }
    if (found instanceof CrossFeature cross && value != null) {
      return table.vector(feature, crossed(table, cross, value));
    }
    return table.vector(feature, value == null ? null : text(found, value));
  }

  /** Adds value by value and chunk by chunk, which gives the bits that the head sees. */
  private static float[] pooled(EmbeddingTable table, MultiValuedFeature feature, List<?> list) {
    List<?> values = list.stream().filter(Objects::nonNull).toList();
    float[] pooled = new float[table.width(feature.name())];
    int width = table.layout().geometry().width();
    float scale = values.isEmpty() ? 0 : feature.combiner().scale(values.size());
    for (Object value : values) {
      float[] vector = table.vector(feature.name(), text(feature, value));
      for (int at = 0; at < pooled.length; at += width) {
        VectorKernels.best().addScaled(pooled, at, scale, vector, at, width);
      }
    }
    return pooled;
  }

  private static long crossed(EmbeddingTable table, CrossFeature cross, Object value) {
    List<?> given = List.of();
    if (value instanceof Row row) {
      given = CollectionConverters.asJava(row.toSeq());
    } else if (value instanceof scala.collection.Seq<?> list) {
      given = CollectionConverters.asJava(list);
    }
    List<String> parts = cross.parts();
    if (given.size() != parts.size()) {
      throw refused(cross, value, "give a struct or an array of the values of " + parts);
    }
    long[] fingerprints = new long[parts.size()];
    for (int i = 0; i < fingerprints.length; i++) {
      Object part = given.get(i);
      String text = part == null ? null : text(feature(table, parts.get(i)), part);
      fingerprints[i] = table.fingerprint(parts.get(i), text);
    }
    return fingerprints.length == 2
        ? Fingerprint.cross(fingerprints[0], fingerprints[1])
        : Fingerprint.cross(fingerprints[0], fingerprints[1], fingerprints[2]);
  }

  private static Feature.Embedded feature(EmbeddingTable table, String name) {
    return table.layout().features().embedded().get(table.layout().embedded(name));
  }

  /** The canonical text of a value. */
  private static String text(Feature.Embedded feature, Object value) {
    boolean integer =
        value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte;
    boolean number = value instanceof Number && feature instanceof BucketisedFeature;
    if (value instanceof String || value instanceof Boolean || integer || number) {
      return value.toString();
    }
    throw refused(
        feature, value, "give a text, an integer or a boolean, with cast where it is another type");
  }

  private static UnifiedEmbeddingException refused(Feature feature, Object value, String remedy) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_INPUT,
        "Invalid value of feature '%s': %s, a %s (%s)"
            .formatted(feature.name(), value, value.getClass().getSimpleName(), remedy));
  }
}
