/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.batch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.Combiner;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;

/**
 * Where each embedded feature finds its fingerprints in an example, worked out once for a table.
 */
final class LookupPlan {

  /**
   * Features whose vectors are gathered in one call, or one feature whose list is pooled (then a
   * combiner is given).
   */
  record Segment(int slots, @Nullable Combiner combiner) {
    boolean isList() {
      return combiner != null;
    }

    float scale(int values) {
      return combiner == null ? 1 : combiner.scale(values);
    }
  }

  private static final int NO_COLUMN = -1; // a cross is made of other columns

  private final TableLayout layout;
  private final int[] chunks;
  private final int[] column; // of the single value or of the list
  private final boolean[] list;
  private final int[][] parts; // columns of a cross's parts
  private final int singleColumns;
  private final int listColumns;
  private final int lists;
  private final int[] numeric; // columns of the numeric features
  private final int numericColumns;
  private final Segment[] segments;
  private final int slots;

  LookupPlan(TableLayout layout, ExampleSchema schema) {
    this.layout = layout;
    List<Feature.Embedded> embedded = layout.features().embedded();
    this.singleColumns = schema.singleValued().size();
    this.listColumns = schema.multiValued().size();
    this.numericColumns = schema.numeric().size();
    this.numeric =
        layout.features().numeric().stream()
            .mapToInt(feature -> column(schema.numeric(), feature.name()))
            .toArray();
    this.lists = layout.features().multiValued().size();
    this.chunks = embedded.stream().mapToInt(Feature.Embedded::chunks).toArray();
    this.column = new int[chunks.length];
    this.list = new boolean[chunks.length];
    this.parts = new int[chunks.length][];
    for (int f = 0; f < chunks.length; f++) {
      Feature.Embedded feature = embedded.get(f);
      list[f] = feature instanceof MultiValuedFeature;
      if (feature instanceof CrossFeature cross) {
        column[f] = NO_COLUMN;
        parts[f] =
            cross.parts().stream().mapToInt(part -> column(schema.singleValued(), part)).toArray();
      } else {
        column[f] = column(list[f] ? schema.multiValued() : schema.singleValued(), feature.name());
        parts[f] = new int[0];
      }
    }
    this.segments = segments(embedded);
    this.slots = layout.slots();
  }

  private static int column(List<String> columns, String feature) {
    int column = columns.indexOf(feature);
    if (column < 0) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Feature '"
              + feature
              + "' is not in the prepared examples as a feature of this type; those are "
              + columns
              + ". Prepare the data again with this configuration, under another run id.");
    }
    return column;
  }

  private static Segment[] segments(List<Feature.Embedded> embedded) {
    List<Segment> segments = new ArrayList<>();
    int run = 0;
    for (Feature.Embedded feature : embedded) {
      if (feature instanceof MultiValuedFeature multi) {
        if (run > 0) {
          segments.add(new Segment(run, null));
        }
        segments.add(new Segment(multi.chunks(), multi.combiner()));
        run = 0;
      } else {
        run += feature.chunks();
      }
    }
    if (run > 0) {
      segments.add(new Segment(run, null));
    }
    return segments.toArray(Segment[]::new);
  }

  Segment[] segments() {
    return segments;
  }

  int width() {
    return layout.geometry().width();
  }

  int lists() {
    return lists;
  }

  /** Numeric features, N. */
  int numbers() {
    return numeric.length;
  }

  /** Copies the numbers of one example to {@code out[at]} and behind. */
  void copyNumbers(ExampleBlock block, int example, float[] out, int at) {
    for (int k = 0; k < numeric.length; k++) {
      out[at + k] = block.numeric()[example * numericColumns + numeric[k]];
    }
  }

  /** Adds all look-ups of one example. */
  void append(ExampleBlock block, int example, Lookups lookups) {
    int at = lookups.reserve(slots);
    for (int f = 0; f < chunks.length; f++) {
      if (list[f]) {
        appendList(block, example, f, lookups);
        at = lookups.reserve(slots);
      } else {
        layout.rows(f, fingerprint(block, example, f), lookups.rows(), at);
        at += chunks[f];
        lookups.added(chunks[f]);
      }
    }
    lookups.endExample();
  }

  private void appendList(ExampleBlock block, int example, int f, Lookups lookups) {
    int list = example * listColumns + column[f];
    int from = block.multiStart()[list];
    int to = block.multiStart()[list + 1];
    lookups.addList(to - from);
    int at = lookups.reserve((to - from) * chunks[f]);
    for (int v = from; v < to; v++, at += chunks[f]) {
      layout.rows(f, block.multi()[v], lookups.rows(), at);
    }
    lookups.added((to - from) * chunks[f]);
  }

  private long fingerprint(ExampleBlock block, int example, int f) {
    if (column[f] != NO_COLUMN) {
      return block.single()[example * singleColumns + column[f]];
    }
    int[] part = parts[f];
    int base = example * singleColumns;
    long[] single = block.single();
    return part.length == 2
        ? Fingerprint.cross(single[base + part[0]], single[base + part[1]])
        : Fingerprint.cross(single[base + part[0]], single[base + part[1]], single[base + part[2]]);
  }
}
