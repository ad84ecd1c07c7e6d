/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.evaluate;

import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.score.Scorer;

/** A candidate or version as a recommender loads it, for scoring prepared examples. */
public final class LoadedModel implements Scorer.Model {
  private final EmbeddingTable table;
  private final ExampleSchema schema;
  private final Head head;
  private final int stride;
  private final RowPartition partition;

  /** The model of an open table. */
  public LoadedModel(EmbeddingTable table, ExampleSchema schema) {
    this.table = table;
    this.schema = schema;
    int width = table.layout().geometry().width();
    this.head = Heads.of(table.manifest().head(), table.layout().features(), width);
    this.partition = RowPartition.coarsest(table.layout().geometry());
    this.stride = VectorKernels.padded(width);
  }

  @Override
  public EmbeddingBatch newBatch() {
    return new EmbeddingBatch(table.layout(), partition, schema, head, stride);
  }

  @Override
  public float[] headWeights() {
    return table.headWeights();
  }

  @Override
  public void read(RowGroups rows, float[] vectors) {
    table.read(rows, vectors, stride);
  }
}
