/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.host.RunAccess;
import org.unifiedembedding.jobs.host.RunHosts;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.Mark;
import org.unifiedembedding.sharding.client.RowSink;
import org.unifiedembedding.sharding.client.TableAccess;
import org.unifiedembedding.sharding.store.HeadState;

/**
 * The rounds of a run as an append-only Delta table: one commit a round with the rows that it
 * touched, their optimizer state, the head and what a new driver must know. Every {@link
 * #BASE_EVERY}-th round stores all rows, so that going back to a round reads a bounded number of
 * commits.
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
  private final RowShape shape;
  private final CheckpointFiles files;
  private @Nullable Broadcast<SerializableConfiguration> hadoop;
  private long driver;
  private long round;

  /**
   * Shape of a stored row.
   *
   * @param stateSize floats of optimizer state
   */
  record RowShape(RowPartition partition, int stateSize) implements Serializable {
    long firstRow(int bucket) {
      return bucket * partition.geometry().rowsPerBucket();
    }

    int width() {
      return partition.geometry().width();
    }
  }

  /** The checkpoint at a path. */
  Checkpoint(SparkSession spark, String path, RowShape shape) {
    this.spark = spark;
    this.lake = new DeltaLake(spark);
    this.path = path;
    this.shape = shape;
    this.files = new CheckpointFiles(lake, path);
  }

  /** Becomes the run's only driver; what the last round left, or null before the first. */
  @Nullable CheckpointInfo claim() {
    // Delta's own checkpoint takes seconds of a short run, and so few commits are read quickly.
    lake.create(path, SCHEMA, List.of(), Map.of("delta.checkpointInterval", "100"));
    round = lake.mark(path, ROUND);
    long last = lake.mark(path, DRIVER);
    lake.commit(path, null, List.of(new Mark(DRIVER, last, last + 1)));
    driver = last + 1;
    return round == Mark.NONE ? null : info(round);
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

  /** Commits a sealed round: the rows out of its shards, and the head as the round left it. */
  void commit(CheckpointInfo info, RunHosts hosts) {
    LOG.info("Round {} is written", info.round());
    boolean base = info.base() == info.round();
    spark.sparkContext().setJobDescription("train: checkpoint of round " + info.round());
    try {
      JavaRDD<InternalRow> head = head(info, hosts.table().headState());
      Dataset<Row> rows = frame(cells(info.round(), base, hosts).union(head));
      Mark driverMark = new Mark(DRIVER, driver, driver);
      Mark roundMark = new Mark(ROUND, round, info.round());
      files.add(info.round(), lake.commit(path, rows, List.of(driverMark, roundMark)).files());
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
    round = info.round();
  }

  private Dataset<Row> frame(JavaRDD<InternalRow> rows) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), SCHEMA, false);
  }

  private JavaRDD<InternalRow> cells(long ofRound, boolean base, RunHosts hosts) {
    RowShape rowShape = shape;
    RunAccess access = hosts.access();
    return hosts
        .buckets()
        .mapPartitions(some -> rows(some.next(), access, ofRound, base, rowShape));
  }

  private static Iterator<InternalRow> rows(
      List<Integer> buckets, RunAccess access, long ofRound, boolean base, RowShape shape) {
    UnsafeProjection projection = UnsafeProjection.create(SCHEMA);
    TableAccess table = access.table();
    return buckets.stream()
        .flatMap(
            bucket ->
                CheckpointCells.of(
                    table, bucket, base, shape.firstRow(bucket), shape.width(), shape.stateSize())
                    .stream())
        .map(
            cells ->
                (InternalRow)
                    projection.apply(
                        row(
                            ofRound,
                            base,
                            cells.bucket(),
                            cells.rows(),
                            cells.offsets(),
                            cells.weights(),
                            cells.state(),
                            null)))
        .iterator();
  }

  private static InternalRow row(
      long round,
      boolean base,
      int bucket,
      int rows,
      byte @Nullable [] offsets,
      byte[] weights,
      byte[] state,
      @Nullable String info) {
    return new GenericInternalRow(
        new Object[] {
          round,
          base,
          bucket,
          rows,
          offsets,
          weights,
          state,
          info == null ? null : UTF8String.fromString(info)
        });
  }

  private JavaRDD<InternalRow> head(CheckpointInfo info, HeadState headState) {
    byte[] weights = FloatBytes.of(headState.weights());
    byte[] state = FloatBytes.of(headState.state());
    boolean base = info.base() == info.round();
    String text = json(info);
    long ofRound = info.round();
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(text), 1)
        .map(
            t ->
                UnsafeProjection.create(SCHEMA)
                    .apply(row(ofRound, base, HEAD_BUCKET, 0, null, weights, state, t)));
  }

  /** What a round's commit says, empty where there is no such commit. */
  Optional<CheckpointInfo> find(long ofRound) {
    boolean there = lake.exists(path) && lake.mark(path, ROUND) >= ofRound;
    return there ? Optional.of(info(ofRound)) : Optional.empty();
  }

  /** What a round's commit says. */
  CheckpointInfo info(long ofRound) {
    try {
      return JSON.readValue(
          headRecord(ofRound, List.of("info")).getString("info", 0), CheckpointInfo.class);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the checkpoint of round " + ofRound + " in " + path, e);
    }
  }

  private Group headRecord(long ofRound, List<String> columns) {
    List<Group> records = new ArrayList<>();
    Set<Integer> head = Set.of(HEAD_BUCKET);
    for (String file : files.of(ofRound)) {
      CellReader.read(
          file, head, columns, spark.sparkContext().hadoopConfiguration(), records::add);
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
    restoreRows(ofRound, hosts, shards);
    if (shards.contains(shape.partition().parts())) {
      restoreHead(ofRound, hosts.table());
    }
  }

  /**
   * Fills empty shards with rows and their optimizer state as they were after a round, wherever
   * possible in the executors that hold them.
   */
  void restoreRows(long ofRound, RunHosts hosts, Set<Integer> shards) {
    List<String> paths =
        LongStream.rangeClosed(info(ofRound).base(), ofRound)
            .boxed()
            .flatMap(r -> files.of(r).stream())
            .toList();
    Broadcast<SerializableConfiguration> configuration = sharedHadoop();
    RunAccess access = hosts.access();
    RowShape rowShape = shape;
    spark.sparkContext().setJobDescription("train: rows as they were after round " + ofRound);
    try {
      hosts
          .buckets(shards)
          .foreachPartition(
              some -> load(some.next(), paths, configuration.value().value(), access, rowShape));
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  /** The Hadoop configuration, a megabyte of text, travels once to each executor. */
  private Broadcast<SerializableConfiguration> sharedHadoop() {
    Broadcast<SerializableConfiguration> shared = hadoop;
    if (shared == null) {
      SparkContext context = spark.sparkContext();
      shared =
          JavaSparkContext.fromSparkContext(context)
              .broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
      hadoop = shared;
    }
    return shared;
  }

  /** Later rounds come later, so that their rows win. */
  private static void load(
      List<Integer> buckets,
      List<String> paths,
      Configuration hadoop,
      RunAccess access,
      RowShape shape) {
    TableAccess table = access.table();
    Set<Integer> wanted = Set.copyOf(buckets);
    for (String file : paths) {
      table.load(
          sink ->
              CellReader.read(
                  file,
                  wanted,
                  CheckpointCells.COLUMNS,
                  hadoop,
                  record -> give(CheckpointCells.of(record), shape, sink)));
    }
  }

  private static void give(CheckpointCells cells, RowShape shape, RowSink sink) {
    cells.give(sink, shape.firstRow(cells.bucket()), shape.width(), shape.stateSize());
  }

  /** Fills the head and its optimizer's state as they were after a round. */
  void restoreHead(long ofRound, TableAccess table) {
    Group head = headRecord(ofRound, List.of("weights", "state"));
    table.loadHead(
        new HeadState(
            FloatBytes.floats(CellReader.bytes(head, "weights")),
            FloatBytes.floats(CellReader.bytes(head, "state")),
            info(ofRound).headStep()));
  }

  private static String json(CheckpointInfo info) {
    try {
      return JSON.writeValueAsString(info);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
