/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.ConfigText;
import org.unifiedembedding.jobs.lake.VersionFolder;

/** Holds two versions against each other. */
final class DiffJob {
  /** Neighbours of rarer values say little; 200 x 200 cosines take no time. */
  private static final int VALUES = 200;

  private final VerbContext context;
  private final List<String> notes = new ArrayList<>();

  DiffJob(VerbContext context) {
    this.context = context;
  }

  VersionDiff run(String before, VersionFolder was, String after, VersionFolder is) {
    Manifest wasManifest = was.manifest();
    Manifest isManifest = is.manifest();
    context.progress().stage("diff: " + was.path() + " and " + is.path());
    return new VersionDiff(
        before,
        after,
        rows(was, wasManifest, is, isManifest),
        features(was, is),
        metrics(wasManifest.metrics(), isManifest.metrics()),
        ConfigText.differences(facts(wasManifest), facts(isManifest)),
        notes);
  }

  private @Nullable RowChanges rows(
      VersionFolder was, Manifest wasManifest, VersionFolder is, Manifest isManifest) {
    if (wasManifest.table().equals(isManifest.table())) {
      return RowChanges.of(context.spark(), was, is);
    }
    notes.add("Rows are not compared: the tables have another layout or geometry.");
    return null;
  }

  private List<FeatureDrift> features(VersionFolder was, VersionFolder is) {
    try {
      return Drift.between(context, was, is, VALUES);
    } catch (UnifiedEmbeddingException e) {
      if (e.code() != ErrorCode.BAD_INPUT) {
        throw e;
      }
      notes.add("Vectors are not compared, since their values are not known. " + e.getMessage());
      return List.of();
    }
  }

  private static Map<String, VersionDiff.Metric> metrics(
      Map<String, Double> was, Map<String, Double> is) {
    Map<String, VersionDiff.Metric> metrics = new TreeMap<>();
    was.forEach((name, value) -> metrics.put(name, new VersionDiff.Metric(value, is.get(name))));
    is.forEach(
        (name, value) -> metrics.putIfAbsent(name, new VersionDiff.Metric(was.get(name), value)));
    return metrics;
  }

  /** What a version was made of: its configuration, data, features, table and environment. */
  private static Map<String, String> facts(Manifest manifest) {
    Map<String, String> facts = ConfigText.parse(manifest.training().configuration());
    facts.put("prepared data", manifest.training().dataPath());
    facts.put("version of the data", Long.toString(manifest.training().dataVersion()));
    facts.put("geometry", manifest.table().geometry().toString());
    facts.put("exact features", manifest.table().exact().toString());
    facts.put("head", manifest.head().toString());
    facts.putAll(manifest.training().environment());
    return facts;
  }
}
