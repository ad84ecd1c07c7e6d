/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.UserDefinedType;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.metric.Logits;
import org.unifiedembedding.jobs.evaluate.LoadedModel;
import org.unifiedembedding.jobs.prepare.FeatureReader.Examples;
import org.unifiedembedding.jobs.score.Scorer;

/** The rows of a partition with their scores, scored batch by batch. */
final class ScoredRows implements Iterator<Object> {
  private static final int BATCH = 1024; // rows that wait in memory for their scores

  @SuppressWarnings("unchecked") // The type of vectors is not public, only its name is.
  private static final UserDefinedType<Vector> VECTORS =
      (UserDefinedType<Vector>) SQLDataTypes.VectorType();

  /** Where a feature's vector is in an example's inputs. */
  private record Segment(int start, int length) {}

  private final ScoringPlan plan;
  private final StructField[] fields;
  private final Iterator<Object> rows;
  private final Examples examples;
  private final EmbeddingTable table;
  private final Scorer.Model model;
  private final EmbeddingBatch batch;
  private final float[] headWeights;
  private final List<Segment> segments;
  private final List<InternalRow> pending = new ArrayList<>(BATCH);
  private final float[] logits = new float[BATCH];
  private final float[] inputs;
  private final int inputWidth;
  private int next;

  ScoredRows(ScoringPlan plan, EmbeddingTable table, Iterator<Object> rows) {
    this.plan = plan;
    this.fields = plan.input().fields();
    this.rows = rows;
    this.table = table;
    this.examples =
        plan.invalid() == ScoringPlan.Invalid.KEEP
            ? plan.reader().lenient()
            : plan.reader().strict();
    this.model = new LoadedModel(table, plan.reader().schema());
    this.batch = model.newBatch();
    this.headWeights = model.headWeights();
    this.inputWidth = table.layout().features().inputs(table.layout().geometry().width());
    this.inputs = new float[plan.embeds() ? BATCH * inputWidth : 0];
    this.segments = plan.embedded().stream().map(this::segment).toList();
  }

  private Segment segment(String name) {
    int width = table.layout().geometry().width();
    int embedded = table.layout().embedded(name);
    Feature.Embedded feature = table.layout().features().embedded().get(embedded);
    return new Segment(table.layout().firstSlot(embedded) * width, feature.chunks() * width);
  }

  @Override
  public boolean hasNext() {
    while (next == pending.size() && rows.hasNext()) {
      score();
    }
    return next < pending.size();
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int at = next++;
    InternalRow row = pending.get(at);
    Object[] values = new Object[plan.own() + plan.added().size()];
    for (int i = 0; i < plan.own(); i++) {
      values[i] = row.get(i, fields[i].dataType());
    }
    for (int i = 0; i < plan.added().size(); i++) {
      values[plan.own() + i] = added(plan.added().get(i), at);
    }
    return new GenericInternalRow(values);
  }

  private void score() {
    pending.clear();
    next = 0;
    while (pending.size() < BATCH && rows.hasNext()) {
      InternalRow row = ((InternalRow) rows.next()).copy();
      Optional<String> refused = examples.add(row);
      if (refused.isEmpty()) {
        pending.add(row);
      } else if (plan.invalid() == ScoringPlan.Invalid.ERROR) {
        throw new UnifiedEmbeddingException(
            ErrorCode.BAD_INPUT,
            "Cannot score a row: %s (correct it, or set handleInvalid to skip such rows or to keep them with that value missing)"
                .formatted(refused.orElseThrow()));
      }
    }
    if (pending.isEmpty()) {
      return;
    }
    ExampleBlock block = examples.take();
    batch.clear();
    batch.append(block, 0, block.size());
    model.read(batch.rows(), batch.vectors());
    batch.forward(headWeights, logits);
    if (plan.embeds()) {
      batch.inputs(inputs);
    }
  }

  private Object added(ScoringPlan.Added column, int at) {
    double logit = logits[at];
    return switch (column) {
      case RAW_PREDICTION -> VECTORS.serialize(Vectors.dense(-logit, logit));
      case PROBABILITY -> {
        double probability = Logits.probability(logit);
        yield VECTORS.serialize(Vectors.dense(1 - probability, probability));
      }
      case PREDICTION -> Logits.probability(logit) > plan.threshold() ? 1.0 : 0.0;
      case EMBEDDING_VECTOR -> {
        float[] floats = embedding(at);
        double[] doubles = IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
        yield VECTORS.serialize(Vectors.dense(doubles));
      }
      case EMBEDDING_ARRAY -> UnsafeArrayData.fromPrimitiveArray(embedding(at));
    };
  }

  private float[] embedding(int at) {
    float[] embedding = new float[segments.stream().mapToInt(Segment::length).sum()];
    int to = 0;
    for (Segment segment : segments) {
      System.arraycopy(inputs, at * inputWidth + segment.start(), embedding, to, segment.length());
      to += segment.length();
    }
    return embedding;
  }
}
