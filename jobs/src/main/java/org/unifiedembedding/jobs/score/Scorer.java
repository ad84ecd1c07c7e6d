/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.score;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.jobs.prepare.UnitLocation;
import org.unifiedembedding.jobs.prepare.UnitReader;

/**
 * Scores units of prepared examples as a Spark job; the result is the same whatever task scored
 * which unit.
 */
public final class Scorer {
  private static final int BATCH = 4096; // examples whose rows are read at once

  private Scorer() {}

  /** Finds in the executing JVM what to score with. */
  public interface ModelSource extends Serializable {
    /** The model, which the scorer does not close. */
    Model open();
  }

  /** What a task scores with; used by one thread. */
  public interface Model {
    /** A batch of this model's table and head. */
    EmbeddingBatch newBatch();

    /** The head's weights [P]. */
    float[] headWeights();

    /**
     * Fills {@code vectors} [U, stride of the batch] with the vectors of a batch's rows; never
     * touched rows are zeros.
     */
    void read(RowGroups rows, float[] vectors);
  }

  /** Scores the units in about as many tasks as there are slots. */
  public static Scores score(
      JavaSparkContext spark,
      List<UnitLocation> units,
      UnitReader reader,
      ModelSource source,
      List<Scores.Slicing> slicings) {
    int tasks = Math.max(1, Math.min(units.size(), spark.defaultParallelism()));
    List<Share> shares = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      int first = task;
      shares.add(
          new Share(
              IntStream.range(0, units.size())
                  .filter(unit -> unit % tasks == first)
                  .boxed()
                  .toList()));
    }
    List<UnitLocation> all = List.copyOf(units);
    List<Scores.Slicing> by = List.copyOf(slicings);
    Scores sum = new Scores(by);
    spark
        .parallelize(shares, tasks)
        .flatMap(share -> scoreUnits(share, all, reader, source, by).iterator())
        .collect()
        .stream()
        .sorted(Comparator.comparingInt(ScoredUnit::unit))
        .forEach(scored -> sum.merge(scored.scores()));
    return sum;
  }

  private record Share(List<Integer> units) implements Serializable {}

  private record ScoredUnit(int unit, Scores scores) implements Serializable {}

  private static List<ScoredUnit> scoreUnits(
      Share share,
      List<UnitLocation> units,
      UnitReader reader,
      ModelSource source,
      List<Scores.Slicing> slicings) {
    Model model = source.open();
    EmbeddingBatch batch = model.newBatch();
    float[] headWeights = model.headWeights();
    List<ScoredUnit> scored = new ArrayList<>();
    for (int unit : share.units()) {
      Scores scores = new Scores(slicings);
      scoreBlock(reader.read(units.get(unit)), batch, model, headWeights, scores);
      scored.add(new ScoredUnit(unit, scores));
    }
    return scored;
  }

  private static void scoreBlock(
      ExampleBlock block, EmbeddingBatch batch, Model model, float[] headWeights, Scores scores) {
    int columns = block.single().length / block.size();
    float[] logits = new float[Math.min(BATCH, block.size())];
    for (int from = 0; from < block.size(); from += BATCH) {
      int to = Math.min(block.size(), from + BATCH);
      batch.clear();
      batch.append(block, from, to);
      RowGroups rows = batch.rows();
      model.read(rows, batch.vectors());
      batch.forward(headWeights, logits);
      for (int i = from; i < to; i++) {
        scores.add(block, columns, i, logits[i - from]);
      }
    }
  }
}
