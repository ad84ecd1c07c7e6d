/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.FeatureStatistics;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.optimizer.Sgd;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.sharding.ShardGroup;
import org.unifiedembedding.sharding.client.RowSink;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.store.RowSelection;

/**
 * A small table in shards whose users "0" to "199", sex "f" and the cross of "7" and "f" were
 * trained, and its version.
 */
public final class TestVersion {
  public static final int USERS = 200;
  public static final int WIDTH = 6;

  private static final Map<String, ShardGroup> GROUPS = new ConcurrentHashMap<>();

  private TestVersion() {}

  public static TableLayout layout() {
    FeatureSet features =
        new FeatureSet(
            List.of(
                new CategoricalFeature("user", 2, "user", new Exactness.Hashed()),
                new CategoricalFeature("sex", 1, "sex", new Exactness.Listed(List.of("f", "m"))),
                new CrossFeature(
                    "user x sex",
                    1,
                    "user x sex",
                    new Exactness.Hashed(),
                    List.of("user", "sex"))));
    return TableLayout.plan(
        features,
        LayoutKind.MULTIPLEXED,
        new TableSize.Rows(5003),
        WIDTH,
        16,
        Map.of("sex", new FeatureStatistics(2, Vocabulary.of(List.of("f", "m")))));
  }

  /** The weights of a row if it was touched. */
  public static float[] weights(long row) {
    SplittableRandom random = new SplittableRandom(row);
    float[] weights = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    return weights;
  }

  /** The weights of the logistic head: 1, 2, 3, ... */
  public static float[] head() {
    float[] weights = new float[layout().features().inputs(WIDTH) + 1];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i + 1;
    }
    return weights;
  }

  /** Writes the version of run {@code runId}. */
  public static Manifest write(SparkSession spark, String runId, String path) {
    return write(spark, runId, path, null);
  }

  /** The same for a run that started from the version of another run. */
  public static Manifest write(
      SparkSession spark, String runId, String path, @Nullable String parent) {
    return write(spark, runId, path, parent, 1);
  }

  /**
   * The same with other weights.
   *
   * @param scale of all weights
   */
  public static Manifest write(
      SparkSession spark, String runId, String path, @Nullable String parent, float scale) {
    TableLayout layout = layout();
    GROUPS.put(runId, group(layout, scale));
    Manifest draft =
        new Manifest(
            "test",
            runId,
            "2026-01-01T00:00:00Z",
            parent,
            layout.features(),
            Manifest.table(layout),
            new HeadSpec.Logistic(),
            new Manifest.Training("data", 0, 1, 1, 1, 10, "Sgd", "Sgd", "", Map.of()),
            Map.of("auc", 0.5),
            Manifest.Files.none(),
            null);
    VersionFolder folder = new VersionFolder(spark.sessionState().newHadoopConf(), path);
    return new VersionWriter(spark, folder).write(draft, layout, rows(runId), head());
  }

  private static BucketRows rows(String runId) {
    return (bucket, sink) ->
        Objects.requireNonNull(GROUPS.get(runId)).access().scan(bucket, RowSelection.STORED, sink);
  }

  private static ShardGroup group(TableLayout layout, float scale) {
    TableGeometry geometry = layout.geometry();
    TableSpec spec = new TableSpec(geometry, new Sgd(0.1f), new Sgd(0.1f), 2, 7, 0.05f, 1, 0);
    ShardGroup group = new ShardGroup(spec, new RowPartition(geometry, 3));
    group.access().load(sink -> touchAll(layout, scale, sink));
    return group;
  }

  private static void touchAll(TableLayout layout, float scale, RowSink sink) {
    for (int user = 0; user < USERS; user++) {
      for (int chunk = 0; chunk < 2; chunk++) {
        touch(sink, scale, layout.row(0, chunk, Fingerprint.of(user)));
      }
    }
    touch(sink, scale, layout.row(1, 0, Fingerprint.of("f")));
    long cross = Fingerprint.cross(Fingerprint.of("7"), Fingerprint.of("f"));
    touch(sink, scale, layout.row(2, 0, cross));
  }

  private static void touch(RowSink sink, float scale, long row) {
    float[] weights = weights(row);
    for (int i = 0; i < WIDTH; i++) {
      weights[i] *= scale;
    }
    sink.row(row, weights, 0, new float[0], 0);
  }
}
