/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.metric.Logits;

/**
 * Scores examples by a version of every head and layout, and leaves versions, examples and scores
 * in target/scored-versions for python/tests/test_scores.py.
 */
class ScoredVersionsTest {
  private static final Path FOLDER = Path.of("target", "scored-versions").toAbsolutePath();
  private static final int EXAMPLES = 300;
  private static final int VECTORS = 40;

  static List<ScoredVersion> versions() {
    return ScoredVersion.all();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void scoresDoNotDependOnTheBatch(ScoredVersion version) throws IOException {
    ScoredExamples examples = ScoredExamples.random(version.features(), EXAMPLES, 1);
    Path folder = FOLDER.resolve(version.name());
    version.write(folder, ScoredExamples.random(version.features(), EXAMPLES / 2, 1));
    EmbeddingTable table = EmbeddingTable.open(folder);

    float[] logits = logits(table, examples, IntStream.range(0, EXAMPLES).toArray());

    assertThat(IntStream.range(0, EXAMPLES).mapToObj(i -> logits[i]).distinct())
        .hasSizeGreaterThan(EXAMPLES / 2)
        .allMatch(Float::isFinite);
    for (int i = 0; i < EXAMPLES; i += 17) {
      assertThat(logits(table, examples, i)[0]).isCloseTo(logits[i], within(1e-5f));
    }
    assertScorerAgrees(new Scorer(table), examples.maps(), logits);
    new ObjectMapper()
        .writeValue(
            folder.resolve("scores.json").toFile(),
            Map.of(
                "examples",
                examples.columns(),
                "logits",
                logits,
                "probabilities",
                IntStream.range(0, EXAMPLES)
                    .mapToDouble(i -> Logits.probability(logits[i]))
                    .toArray(),
                "vectors",
                vectors(table, examples)));
    assertThat(Files.size(folder.resolve("scores.json"))).isPositive();
  }

  /** Of all examples, of one, of more than a batch, and in several threads at the same time. */
  private static void assertScorerAgrees(
      Scorer scorer, List<Map<String, @Nullable Object>> examples, float[] logits) {
    assertThat(scorer.logits(examples)).containsExactly(logits);
    assertThat(scorer.logits(List.of())).isEmpty();
    List<Map<String, @Nullable Object>> many = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      many.addAll(examples);
    }
    List<float[]> found =
        IntStream.range(0, 8).parallel().mapToObj(i -> scorer.logits(many)).toList();
    for (float[] scores : found) {
      assertThat(scores).hasSize(4 * EXAMPLES);
      for (int i = 0; i < scores.length; i++) {
        assertThat(scores[i]).isCloseTo(logits[i % EXAMPLES], within(1e-5f));
      }
    }
    assertThat(scorer.probability(examples.get(7)))
        .isCloseTo(Logits.probability(logits[7]), within(1e-5));
  }

  private static float[] logits(EmbeddingTable table, ScoredExamples examples, int... order) {
    int width = table.layout().geometry().width();
    int stride = VectorKernels.padded(width);
    EmbeddingBatch batch =
        new EmbeddingBatch(
            table.layout(),
            RowPartition.coarsest(table.layout().geometry()),
            examples.schema(),
            Heads.of(table.manifest().head(), table.layout().features(), width),
            stride);
    batch.clear();
    for (int example : order) {
      batch.append(examples.block(), example, example + 1);
    }
    RowGroups rows = batch.rows();
    table.read(rows, batch.vectors(), stride);
    float[] logits = new float[order.length];
    batch.forward(table.headWeights(), logits);
    return logits;
  }

  /** Rows and vectors of single values, by feature. */
  private static Map<String, Object> vectors(EmbeddingTable table, ScoredExamples examples) {
    Map<String, Object> found = new LinkedHashMap<>();
    for (Feature.Embedded feature : examples.features().embedded()) {
      if (feature instanceof MultiValuedFeature) {
        continue;
      }
      List<Object> values = new ArrayList<>();
      List<long[]> rows = new ArrayList<>();
      List<float[]> vectors = new ArrayList<>();
      for (int i = 0; i < VECTORS; i++) {
        long fingerprint = examples.fingerprints(feature, i).get(0);
        values.add(examples.value(feature, i));
        rows.add(table.rows(feature.name(), fingerprint));
        vectors.add(table.vector(feature.name(), fingerprint));
      }
      found.put(feature.name(), Map.of("values", values, "rows", rows, "vectors", vectors));
    }
    return found;
  }
}
