/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.host.RowFilter;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;
import org.unifiedembedding.sharding.client.TableAccess;

/**
 * A start from a published version. Rows and head come with their optimizers' state where the
 * checkpoint of the version's best round is still there and its state means the same to this run's
 * optimizers; else they come from the version's files and the state is new.
 */
final class FromVersion implements WarmStart {
  private final VerbContext context;
  private final TrainSetup setup;
  private final PublishedVersion version;
  private final Manifest manifest;
  private final TableLayout layout;
  private final float[] headWeights;
  private final Checkpoint checkpoint;
  private final @Nullable CheckpointInfo left;

  private FromVersion(VerbContext context, TrainSetup setup, PublishedVersion version, Path local) {
    this.context = context;
    this.setup = setup;
    this.version = version;
    this.manifest = version.folder().manifest();
    this.layout = manifest.layout(VocabularyFile.read(local, manifest.table().exact()));
    this.headWeights = HeadFile.read(local, manifest);
    String path = context.paths().ofRun(manifest.runId()).checkpoint();
    this.checkpoint = new Checkpoint(context.spark(), path, setup.planner().partition());
    this.left = checkpoint.find(manifest.training().bestRound()).orElse(null);
  }

  /** The version that a number or an alias names, if this run may start from it. */
  static FromVersion open(VerbContext context, TrainSetup setup, String reference) {
    PublishedVersion version = PublishedVersion.of(context, reference);
    VersionFolder folder = version.folder();
    folder.checkParts(folder.manifest());
    FromVersion start =
        folder.locally(
            List.of(HeadFile.PATH, VocabularyFile.PATH)::contains,
            local -> new FromVersion(context, setup, version, local));
    new StartCheck(version.version().number(), start.layout, setup.layout())
        .check(start.manifest.head(), setup.headSpec());
    return start;
  }

  @Override
  public Optional<String> parent() {
    return Optional.of(manifest.runId());
  }

  @Override
  public Optional<TrainEvent> apply(RunHosts hosts) {
    long number = version.version().number();
    context.spark().sparkContext().setJobDescription("train: rows of version " + number);
    try {
      String text =
          "from version %d of run %s: %,d rows with %s; %s"
              .formatted(
                  number,
                  manifest.runId(),
                  manifest.files().storedRows(),
                  loadRows(hosts),
                  loadHead(hosts.table()));
      context.progress().stage("train: " + text);
      return Optional.of(new TrainEvent("warm-start", 0, text));
    } finally {
      context.spark().sparkContext().setJobDescription(null);
    }
  }

  private String loadRows(RunHosts hosts) {
    String meaning = setup.table().rowOptimizer().stateMeaning();
    if (hasState(CheckpointInfo::rowState, meaning)) {
      long round = manifest.training().bestRound();
      Optional<Eviction> eviction = setup.eviction(context.config().train());
      RowFilter filter = eviction.<RowFilter>map(rule -> rule).orElse(RowFilter.ALL);
      long evicted = checkpoint.restoreRows(round, hosts, setup.allShards(), filter);
      return "their optimizer's state" + eviction.map(rule -> ", " + rule.text(evicted)).orElse("");
    }
    VersionRows.load(
        context.spark(), version.folder(), manifest, hosts.access(), setup.trainedRowState());
    return newState(CheckpointInfo::rowState, meaning);
  }

  private String loadHead(TableAccess table) {
    List<List<String>> was = inputs(layout.features());
    List<List<String>> now = inputs(setup.layout().features());
    if (was.equals(now)) {
      return loadSameHead(table);
    }
    float[] first = setup.firstHeadWeights(context.config().seed());
    String change = "the features were %s and are %s".formatted(was, now);
    if (setup.headSpec() instanceof HeadSpec.Logistic) {
      float[] carried = CarriedWeights.of(layout, headWeights, setup.layout(), first);
      table.loadHead(setup.firstHead(carried));
      return "the head's weights of the features in both with new optimizer state: " + change;
    }
    table.loadHead(setup.firstHead(first));
    return "a new head: " + change;
  }

  private String loadSameHead(TableAccess table) {
    String meaning = setup.table().headOptimizer().stateMeaning();
    if (hasState(CheckpointInfo::headState, meaning)) {
      checkpoint.restoreHead(manifest.training().bestRound(), table);
      return "the head with its optimizer's state";
    }
    table.loadHead(setup.firstHead(headWeights));
    return "the head with " + newState(CheckpointInfo::headState, meaning);
  }

  private boolean hasState(Function<CheckpointInfo, String> state, String meaning) {
    return left != null && state.apply(left).equals(meaning);
  }

  private String newState(Function<CheckpointInfo, String> state, String meaning) {
    return "new optimizer state, since "
        + (left == null
            ? "the checkpoint of run " + manifest.runId() + " is gone"
            : "it was of '%s' and is of '%s'".formatted(state.apply(left), meaning));
  }

  /** Names of the features in the order of the head's inputs: with look-ups, numeric. */
  private static List<List<String>> inputs(FeatureSet features) {
    return List.of(
        features.embedded().stream().map(Feature::name).toList(),
        features.numeric().stream().map(Feature::name).toList());
  }
}
