/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.host.RowFilter;
import org.unifiedembedding.jobs.host.RunAccess;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.host.WrittenFile;
import org.unifiedembedding.jobs.lake.Committed;
import org.unifiedembedding.jobs.lake.DataFile;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.Mark;
import org.unifiedembedding.jobs.lake.NewFile;
import org.unifiedembedding.jobs.lake.NewParquetFile;
import org.unifiedembedding.jobs.lake.ParquetRecords;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowSelection;

/**
 * The rounds of a run as a Delta table: one commit a round with the rows that it touched, their
 * optimizer state, the head and what a new driver must know. Every {@link #BASE_EVERY}-th round
 * stores all rows, so that going back to a round reads a bounded number of commits, and removes the
 * files before, so that a run of any length takes bounded room.
 *
 * <p>The table's marks are the protocol between drivers. {@code driver} is raised by each driver
 * that starts; {@code round} is the last round. A commit happens only if both are as this driver
 * left them: a driver that was thought dead cannot commit.
 */
final class Checkpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

  static final String ROUND = "round";
  static final String DRIVER = "driver";
  static final String BUCKET = "bucket";
  private static final int BASE_EVERY = 8;
  private static final int HEAD_BUCKET = -1;
  private static final ObjectMapper JSON = new ObjectMapper();
  static final StructType SCHEMA =
      new StructType()
          .add(ROUND, DataTypes.LongType, false)
          .add("base", DataTypes.BooleanType, false)
          .add(BUCKET, DataTypes.IntegerType, false)
          .add("rows", DataTypes.IntegerType, false)
          .add("offsets", DataTypes.BinaryType, true)
          .add("weights", DataTypes.BinaryType, true)
          .add("state", DataTypes.BinaryType, true)
          .add("info", DataTypes.StringType, true);

  private final SparkSession spark;
  private final DeltaLake lake;
  private final String path;
  private final RowPartition partition;
  private final CheckpointFiles files;
  private long driver;
  private long round;

  /** The checkpoint at a path. */
  Checkpoint(SparkSession spark, String path, RowPartition partition) {
    this.spark = spark;
    this.lake = new DeltaLake(spark);
    this.path = path;
    this.partition = partition;
    this.files = new CheckpointFiles(lake, path);
  }

  /** Becomes the run's only driver; what the last round left, or null before the first. */
  @Nullable CheckpointInfo claim() {
    // Delta's own checkpoint takes seconds of a short run, and so few commits are read quickly.
    lake.create(
        path,
        SCHEMA,
        List.of(),
        Map.of("delta.checkpointInterval", "100", "delta.appendOnly", "false"));
    round = lake.mark(path, ROUND);
    long last = lake.mark(path, DRIVER);
    lake.commit(path, List.of(new Mark(DRIVER, last, last + 1)));
    driver = last + 1;
    return round == Mark.NONE ? null : info(round);
  }

  /** This driver's number; those that died before they committed a round count too. */
  long driver() {
    return driver;
  }

  /** Deletes the files that no commit names: after a claim no other driver can commit them. */
  void deleteStrayFiles() {
    Set<String> committed =
        lake.files(path, lake.version(path)).stream()
            .map(DataFile::name)
            .collect(Collectors.toSet());
    Path folder = new Path(path);
    try {
      for (FileStatus file : folder.getFileSystem(hadoop()).listStatus(folder)) {
        String name = file.getPath().getName();
        if (name.endsWith(NewParquetFile.SUFFIX) && !committed.contains(name)) {
          delete(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot clear stray files of " + path, e);
    }
  }

  /** The round up to a round that stores all rows, so that nothing before it is read. */
  static long base(long ofRound) {
    return ofRound - ofRound % BASE_EVERY;
  }

  /**
   * Whether this driver has committed a round although the commit seemed to break off; it goes on
   * behind it then.
   *
   * @throws UnifiedEmbeddingException CONFLICT when another driver has taken the run over
   */
  boolean hasCommitted(long ofRound) {
    long owner = lake.mark(path, DRIVER);
    if (owner != driver) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Driver %d of the run has taken over from this one, driver %d, in %s. Let it finish."
              .formatted(owner, driver, path));
    }
    boolean committed = lake.mark(path, ROUND) == ofRound;
    if (committed) {
      round = ofRound;
    }
    return committed;
  }

  /**
   * Commits a round whose rows are written, with the head as the round left it. A round that stores
   * all rows replaces those before, but for the ones that lead to the best.
   *
   * @param best the best round so far
   * @throws UncheckedIOException when the head cannot be written
   */
  void commit(CheckpointInfo info, HeadState head, Collection<WrittenFile> rows, long best) {
    List<NewFile> added = new ArrayList<>();
    rows.forEach(written -> added.add(written.file()));
    added.add(headFile(info, head).file());
    boolean hasAllRows = info.selection() == RowSelection.STORED;
    List<DataFile> removed = hasAllRows ? files.outside(base(best), best) : List.of();
    Mark driverMark = new Mark(DRIVER, driver, driver);
    Mark roundMark = new Mark(ROUND, round, info.round());
    Committed committed = lake.commit(path, added, removed, List.of(driverMark, roundMark));
    round = info.round();
    files.remove(removed);
    files.add(info.round(), committed.files());
    removed.forEach(file -> delete(file.name()));
  }

  /** Removes a file that no commit names; where it stays it only takes room. */
  private void delete(String name) {
    Path file = new Path(path, name);
    try {
      file.getFileSystem(hadoop()).delete(file, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete {}, a file of an earlier round", file, e);
    }
  }

  private WrittenFile headFile(CheckpointInfo info, HeadState head) {
    try (CellWriter writer = new CellWriter(path, info.round(), info.selection(), hadoop())) {
      writer.writeHead(
          HEAD_BUCKET, FloatBytes.of(head.weights()), FloatBytes.of(head.state()), json(info));
      return writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the head of round " + info.round(), e);
    }
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /** Whether any round was committed. */
  boolean hasRounds() {
    return lake.exists(path) && lake.mark(path, ROUND) != Mark.NONE;
  }

  /** What a round's commit says, empty where there is no such commit. */
  Optional<CheckpointInfo> find(long ofRound) {
    boolean there = lake.exists(path) && lake.mark(path, ROUND) >= ofRound;
    return there ? Optional.of(info(ofRound)) : Optional.empty();
  }

  /** What a round's commit says. */
  CheckpointInfo info(long ofRound) {
    return info(ofRound, headRecord(ofRound, List.of(BUCKET, "info")));
  }

  private CheckpointInfo info(long ofRound, Group head) {
    try {
      return JSON.readValue(head.getString("info", 0), CheckpointInfo.class);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the checkpoint of round " + ofRound + " in " + path, e);
    }
  }

  private Group headRecord(long ofRound, List<String> columns) {
    List<Group> records = new ArrayList<>();
    Set<Integer> head = Set.of(HEAD_BUCKET);
    for (String file : files.of(ofRound)) {
      new ParquetRecords(new Path(file), columns, hadoop()).read(BUCKET, head, records::add);
    }
    if (records.size() != 1) {
      throw new IllegalStateException(
          "Round " + ofRound + " has " + records.size() + " heads in " + path + " (must be 1)");
    }
    return records.get(0);
  }

  /**
   * Fills empty shards with rows, optimizer state and head as they were after a round.
   *
   * @param shards their numbers; the head has the number behind the last
   */
  void restore(long ofRound, RunHosts hosts, Set<Integer> shards) {
    restoreRows(ofRound, hosts, shards, RowFilter.ALL);
    if (shards.contains(partition.parts())) {
      restoreHead(ofRound, hosts.table());
    }
  }

  /**
   * Fills empty shards with rows and their optimizer state as they were after a round, wherever
   * possible in the executors that hold them.
   *
   * @return rows that the filter left out
   */
  long restoreRows(long ofRound, RunHosts hosts, Set<Integer> shards, RowFilter filter) {
    List<String> paths =
        LongStream.rangeClosed(info(ofRound).base(), ofRound)
            .boxed()
            .flatMap(r -> files.of(r).stream())
            .toList();
    RunAccess access = hosts.access();
    spark.sparkContext().setJobDescription("train: rows as they were after round " + ofRound);
    try {
      return hosts
          .buckets(shards)
          .map(buckets -> access.read(paths, Set.copyOf(buckets), filter))
          .fold(0L, Long::sum);
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /** Fills the head and its optimizer's state as they were after a round. */
  void restoreHead(long ofRound, TableAccess table) {
    Group head = headRecord(ofRound, List.of(BUCKET, "weights", "state", "info"));
    table.loadHead(
        new HeadState(
            FloatBytes.floats(CheckpointCells.bytes(head, "weights")),
            FloatBytes.floats(CheckpointCells.bytes(head, "state")),
            info(ofRound, head).headStep()));
  }

  private static String json(CheckpointInfo info) {
    try {
      return JSON.writeValueAsString(info);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
