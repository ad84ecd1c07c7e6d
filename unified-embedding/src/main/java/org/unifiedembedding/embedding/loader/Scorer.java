/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.metric.Logits;

/**
 * Scores of examples by a table's rows and head, as evaluation computes them. Thread-safe: threads
 * that score at the same time have a batch each, which is kept for the next call.
 *
 * <p>An example is a map from the name of each feature but the crosses to its value; other names
 * are ignored. Null is a missing value; a name that is not there at all is refused. Values are
 *
 * <ul>
 *   <li>of a categorical feature: text, an integer, a boolean, {@code byte[]} or a {@code
 *       LocalDate} (docs/spec/hash.md, canonical text);
 *   <li>of a multi-valued one: a collection of these, null for an empty one; nulls in it are left
 *       out;
 *   <li>of a bucketised or numeric one: a number as it is in the data, before any transform; NaN is
 *       a missing one.
 * </ul>
 *
 * Anything else is an IllegalArgumentException.
 */
public final class Scorer {
  private static final int BATCH = 1024;

  private final EmbeddingTable table;
  private final RawExamples raw;
  private final Head head;
  private final float[] headWeights;
  private final int stride;
  private final Queue<EmbeddingBatch> idle = new ConcurrentLinkedQueue<>();

  /** The scorer of a table. Make it once: the head's kernels are chosen and loaded here. */
  public Scorer(EmbeddingTable table) {
    int width = table.layout().geometry().width();
    this.table = table;
    this.raw = new RawExamples(table.layout().features());
    this.head = Heads.of(table.manifest().head(), table.layout().features(), width);
    this.headWeights = table.headWeights();
    this.stride = VectorKernels.padded(width);
    this.idle.add(newBatch());
  }

  private EmbeddingBatch newBatch() {
    return new EmbeddingBatch(
        table.layout(),
        RowPartition.coarsest(table.layout().geometry()),
        raw.schema(),
        head,
        stride);
  }

  /** The probability of an example. */
  public double probability(Map<String, ?> example) {
    return probabilities(List.of(example))[0];
  }

  /** The probabilities [n] of examples, which is cheaper than one by one. */
  public double[] probabilities(List<? extends Map<String, ?>> examples) {
    float[] logits = logits(examples);
    return IntStream.range(0, logits.length)
        .mapToDouble(i -> Logits.probability(logits[i]))
        .toArray();
  }

  /** The logits [n] of examples. */
  public float[] logits(List<? extends Map<String, ?>> examples) {
    ExampleBlock block = raw.block(examples);
    float[] logits = new float[block.size()];
    EmbeddingBatch used = idle.poll();
    EmbeddingBatch batch = used == null ? newBatch() : used;
    for (int from = 0; from < logits.length; from += BATCH) {
      int to = Math.min(logits.length, from + BATCH);
      float[] part = new float[to - from];
      batch.clear();
      batch.append(block, from, to);
      table.read(batch.rows(), batch.vectors(), stride);
      batch.forward(headWeights, part);
      System.arraycopy(part, 0, logits, from, part.length);
    }
    idle.add(batch);
    return logits;
  }
}
