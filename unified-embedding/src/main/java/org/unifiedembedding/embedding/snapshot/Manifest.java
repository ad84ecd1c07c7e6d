/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.RowRange;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;

/**
 * What a version is: how values become rows, the head, where it came from and which files it
 * consists of (docs/spec/manifest.md). It is written last: a folder without it is no version.
 *
 * @param name of the table
 * @param runId of the run that trained it, unique for the table
 * @param createdAt ISO-8601 instant
 * @param parent run id of the version that training started from, null: from scratch
 * @param metrics by name, of the validation part
 * @param export what an export in another format lost; null: these are the rows as trained
 */
public record Manifest(
    String name,
    String runId,
    String createdAt,
    @Nullable String parent,
    FeatureSet features,
    Table table,
    HeadSpec head,
    Training training,
    Map<String, Double> metrics,
    Files files,
    @Nullable Export export) {

  /** The newest version of the format that this build reads, and the one of exports. */
  public static final int FORMAT_VERSION = 2;

  /** The version of the format of versions as trained, which older builds read too. */
  static final int TRAINED_FORMAT_VERSION = 1;

  /** Its path inside a version's folder. */
  public static final String PATH = "manifest.json";

  public Manifest {
    metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
  }

  /**
   * What the map from values to rows needs besides the features.
   *
   * @param ranges of the hashed features of a per-feature layout
   * @param exact names of the features whose values, listed in the snapshot's vocabulary file, own
   *     rows
   */
  public record Table(
      LayoutKind layout, TableGeometry geometry, Map<String, RowRange> ranges, List<String> exact) {
    public Table {
      exact = List.copyOf(exact);
      ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    }
  }

  /**
   * What a version consists of.
   *
   * @param rowsPerFile rows of every file of the snapshot but the last
   * @param storedRows rows of the Delta table: those that training touched
   * @param deltaVersion version of that table, which an export does not have
   * @param parts all files but the manifest and those of the Delta table
   */
  public record Files(long rowsPerFile, long storedRows, long deltaVersion, List<Part> parts) {
    public Files {
      parts = List.copyOf(parts);
    }

    /** Before anything is written. */
    public static Files none() {
      return new Files(1, 0, 0, List.of());
    }
  }

  /**
   * Where the version came from.
   *
   * @param dataPath of the prepared examples
   * @param dataVersion Delta version of the prepared examples
   * @param seed of the run
   * @param rounds that training committed
   * @param bestRound whose rows these are
   * @param examples that training read, epochs counted
   * @param rowOptimizer as text, with its settings
   * @param headOptimizer as text, with its settings
   * @param configuration as text, without secrets
   * @param environment code version, JDK, CPU and kernels by name
   */
  public record Training(
      String dataPath,
      long dataVersion,
      long seed,
      long rounds,
      long bestRound,
      long examples,
      String rowOptimizer,
      String headOptimizer,
      String configuration,
      Map<String, String> environment) {
    public Training {
      environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    }
  }

  /** The stored form of a layout. */
  public static Table table(TableLayout layout) {
    return new Table(
        layout.kind(),
        layout.geometry(),
        layout.ranges(),
        List.copyOf(layout.vocabularies().keySet()));
  }

  /** The layout as it was trained. */
  public TableLayout layout(Map<String, Vocabulary> vocabularies) {
    return TableLayout.of(features, table.layout(), table.geometry(), table.ranges(), vocabularies);
  }

  /** How the snapshot's rows are cut into files. */
  public RowFiles rowFiles() {
    return new RowFiles(table.geometry().rows(), table.geometry().width(), files.rowsPerFile());
  }

  /** How the snapshot's rows are stored. */
  public RowFormat rowFormat() {
    return export == null ? RowFormat.FLOAT32 : export.format();
  }

  /** Bytes of the snapshot's files. */
  public long bytes() {
    return files.parts().stream().mapToLong(Part::bytes).sum();
  }

  /** The same version with its files. */
  public Manifest withFiles(Files written) {
    return new Manifest(
        name, runId, createdAt, parent, features, table, head, training, metrics, written, export);
  }

  /** The same version, exported. */
  public Manifest withExport(Export exported) {
    return new Manifest(
        name, runId, createdAt, parent, features, table, head, training, metrics, files, exported);
  }
}
