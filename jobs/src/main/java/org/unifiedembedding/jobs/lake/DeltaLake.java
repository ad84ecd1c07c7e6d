/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.net.URI;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/**
 * Delta tables that any Delta reader understands: append-only, without deletion vectors and column
 * mapping (several readers ignore both in silence), and kept for ever. Thread-safe.
 */
public final class DeltaLake {
  /** Vacuum by anybody keeps the files that a pinned version reads. */
  static final Map<String, String> PROPERTIES =
      Map.of(
          "delta.appendOnly", "true",
          "delta.enableDeletionVectors", "false",
          "delta.columnMapping.mode", "none",
          "delta.minReaderVersion", "1",
          "delta.minWriterVersion", "2",
          "delta.logRetentionDuration", "interval 36500 days",
          "delta.deletedFileRetentionDuration", "interval 36500 days");

  private final SparkSession spark;

  public DeltaLake(SparkSession spark) {
    this.spark = spark;
  }

  /** Whether a Delta table is at the path. */
  public boolean exists(String path) {
    return DeltaLog.forTable(spark, path).tableExists();
  }

  /**
   * Makes an empty table unless one is there; two at the same time make one.
   *
   * @param properties table properties besides those that all tables have
   */
  public void create(
      String path,
      StructType schema,
      List<String> partitionColumns,
      Map<String, String> properties) {
    if (exists(path)) {
      return;
    }
    Map<String, String> all = new HashMap<>(PROPERTIES);
    all.putAll(properties);
    Metadata metadata =
        new Metadata(
            UUID.randomUUID().toString(),
            null,
            null,
            new Format("parquet", scala.collection.immutable.Map$.MODULE$.empty()),
            schema.json(),
            CollectionConverters.asScala(partitionColumns).toSeq(),
            scala.collection.immutable.Map.from(CollectionConverters.asScala(all)),
            Option.apply(System.currentTimeMillis()));
    OptimisticTransaction transaction =
        DeltaLog.forTable(spark, path).startTransaction(Option.empty(), Option.empty());
    transaction.updateMetadataForNewTable(metadata);
    try {
      transaction.commit(
          CollectionConverters.asScala(List.<Action>of()).toSeq(),
          new DeltaOperations.CreateTable(metadata, false, false, Option.empty()));
    } catch (ConcurrentModificationException e) {
      if (!exists(path)) {
        throw new UnifiedEmbeddingException(
            ErrorCode.RETRY, "Cannot create the Delta table " + path + "; run it again.", e);
      }
    }
  }

  /**
   * Appends in one transaction if every mark has its expected number, and sets the marks.
   *
   * @param data rows with the table's columns in its order
   * @throws UnifiedEmbeddingException CONFLICT when a mark has another number or somebody else
   *     moves it meanwhile; nothing is visible then
   */
  public Committed commit(String path, Dataset<Row> data, List<Mark> marks) {
    return new ConditionalCommit(log(path), marks).commit(data);
  }

  /**
   * Adds and removes files in one transaction if every mark has its expected number, and sets the
   * marks.
   *
   * @param added that lie in the table's folder already
   * @param removed files in the table's folder, which stay on the disk
   * @throws UnifiedEmbeddingException CONFLICT when a mark has another number or somebody else
   *     moves it meanwhile; the added files are deleted then
   */
  public Committed commit(
      String path, List<NewFile> added, List<DataFile> removed, List<Mark> marks) {
    return new ConditionalCommit(log(path), marks).commit(added, removed);
  }

  /** Sets marks if every one has its expected number. */
  public void commit(String path, List<Mark> marks) {
    commit(path, List.of(), List.of(), marks);
  }

  /**
   * Replaces whole partitions and sets properties in one transaction.
   *
   * @param data rows of these partitions with the table's columns in its order; null: none
   * @throws UnifiedEmbeddingException CONFLICT when the table has changed since the decision
   */
  public Committed replace(String path, @Nullable Dataset<Row> data, Replacement replacement) {
    return new ConditionalCommit(log(path), replacement).commit(data);
  }

  /** The table properties with the prefix {@link Replacement#PREFIX}, without it. */
  public Map<String, String> properties(String path) {
    Map<String, String> properties = new TreeMap<>();
    CollectionConverters.asJava(snapshot(path).metadata().configuration())
        .forEach(
            (key, value) -> {
              if (key.startsWith(Replacement.PREFIX)) {
                properties.put(key.substring(Replacement.PREFIX.length()), value);
              }
            });
    return properties;
  }

  /** The number that the table keeps for an application, {@link Mark#NONE} when there is none. */
  public long mark(String path, String application) {
    return StoredMarks.of(snapshot(path), application);
  }

  /** The newest version of a table. */
  public long version(String path) {
    return snapshot(path).version();
  }

  /** A table as it was at a version. */
  public Dataset<Row> read(String path, long version) {
    return spark.read().format("delta").option("versionAsOf", version).load(path);
  }

  /**
   * The data files of a version, ordered by path. Up to 50 of them are in the checksum file that
   * Delta writes beside a commit; only beyond that, or where it is missing, a Spark job reads the
   * whole log.
   */
  public List<DataFile> files(String path, long version) {
    DeltaLog log = log(path);
    Snapshot snapshot =
        log.getSnapshotAt(
            version, log.getSnapshotAt$default$2(), log.getSnapshotAt$default$3(), false);
    return OptionConverters.toJava(snapshot.checksumOpt())
        .flatMap(checksum -> OptionConverters.toJava(checksum.allFiles()))
        .map(CollectionConverters::asJava)
        .orElseGet(() -> snapshot.allFiles().collectAsList())
        .stream()
        .map(file -> dataFile(log, file))
        .sorted(Comparator.comparing(DataFile::path))
        .toList();
  }

  static DataFile dataFile(DeltaLog log, AddFile file) {
    return new DataFile(
        new Path(log.dataPath(), new Path(URI.create(file.path()))).toString(),
        CollectionConverters.asJava(file.partitionValues()),
        file.size(),
        FileStatistics.constants(file.stats()));
  }

  private Snapshot snapshot(String path) {
    return log(path).update(false, Option.empty(), Option.empty());
  }

  private DeltaLog log(String path) {
    DeltaLog log = DeltaLog.forTable(spark, path);
    if (!log.tableExists()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_INPUT, "There is no Delta table at " + path + ".");
    }
    return log;
  }
}
