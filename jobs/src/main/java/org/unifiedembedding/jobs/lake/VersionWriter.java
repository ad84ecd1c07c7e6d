/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.RowFileWriter;
import org.unifiedembedding.embedding.snapshot.RowFiles;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;

/**
 * Writes a version: the Delta table of the touched rows, the snapshot of all rows, the manifest
 * last. A version without manifest is absent, so an interrupted writer leaves nothing visible and
 * starts anew.
 */
public final class VersionWriter {
  private static final Logger LOG = LoggerFactory.getLogger(VersionWriter.class);

  private final SparkSession spark;
  private final VersionFolder folder;

  public VersionWriter(SparkSession spark, VersionFolder folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * Writes the version unless it is complete already.
   *
   * @param draft everything but the files
   * @param layout of the table, with the vocabularies
   * @param rows the table's rows, for any task
   * @param headWeights [P]
   * @return the manifest as written
   */
  public Manifest write(Manifest draft, TableLayout layout, BucketRows rows, float[] headWeights) {
    if (folder.manifestText().isPresent()) {
      return folder.manifest();
    }
    folder.delete();
    DeltaLog.invalidateCache(spark, new Path(folder.rowsTable()));
    TableGeometry geometry = layout.geometry();
    RowFiles files = RowFiles.of(geometry);
    List<NewFile> table = writeTable(geometry, rows);
    long deltaVersion = commit(table);
    List<Part> parts = new ArrayList<>(writeSnapshot(geometry, files, rows));
    try {
      parts.add(HeadFile.write(folder.create(HeadFile.PATH), headWeights));
      parts.add(VocabularyFile.write(folder.create(VocabularyFile.PATH), layout.vocabularies()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the snapshot in " + folder.path(), e);
    }
    long stored = table.stream().mapToLong(NewFile::records).sum();
    Manifest manifest =
        draft.withFiles(new Manifest.Files(files.rowsPerFile(), stored, deltaVersion, parts));
    folder.commit(manifest);
    LOG.info(
        "Wrote version {}: {} of {} rows stored, {} snapshot files",
        folder.path(),
        stored,
        geometry.rows(),
        files.count());
    return manifest;
  }

  /** The files of the rows table, each with the rows of a range of buckets. */
  private List<NewFile> writeTable(TableGeometry geometry, BucketRows rows) {
    VersionFolder target = folder;
    int width = geometry.width();
    int[] starts = BucketRanges.forTable(geometry);
    int ranges = starts.length - 1;
    describe("version: writing the table of rows");
    return context()
        .parallelize(IntStream.range(0, ranges).boxed().toList(), ranges)
        .map(range -> writeRange(target, width, starts[range], starts[range + 1], rows))
        .collect();
  }

  private static NewFile writeRange(
      VersionFolder target, int width, int firstBucket, int endBucket, BucketRows rows)
      throws IOException {
    try (StoredRowsFile file = new StoredRowsFile(target.rowsTable(), width, target.hadoop())) {
      give(rows, firstBucket, endBucket, file::add);
      return file.finish();
    }
  }

  private long commit(List<NewFile> files) {
    DeltaLake lake = new DeltaLake(spark);
    lake.create(
        folder.rowsTable(),
        StoredRowsFile.SCHEMA,
        List.of(),
        Map.of("delta.dataSkippingStatsColumns", "row"));
    return lake.commit(
            folder.rowsTable(), files, List.of(), List.of(new Mark("version", Mark.NONE, 0)))
        .version();
  }

  private List<Part> writeSnapshot(TableGeometry geometry, RowFiles files, BucketRows rows) {
    int[][] buckets = BucketRanges.forSnapshot(geometry, files);
    VersionFolder target = folder;
    describe("version: writing the snapshot");
    return context()
        .parallelize(IntStream.range(0, files.count()).boxed().toList(), files.count())
        .map(file -> writeFile(target, files, file, buckets[file], rows))
        .collect();
  }

  private static Part writeFile(
      VersionFolder target, RowFiles files, int file, int[] buckets, BucketRows rows)
      throws IOException {
    long first = files.firstRow(file);
    long end = first + files.rowsOf(file);
    try (RowFileWriter writer =
        new RowFileWriter(target.create(RowFiles.path(file)), files, file)) {
      give(
          rows,
          buckets[0],
          buckets[1] + 1,
          (row, weights, offset) -> {
            if (row >= first && row < end) {
              writer.row(row, weights, offset);
            }
          });
      return writer.finish();
    }
  }

  /** Takes one row of the table. */
  private interface RowWriter {
    void row(long row, float[] weights, int offset) throws IOException;
  }

  /** Gives the rows of the buckets [firstBucket, endBucket) to a writer. */
  private static void give(BucketRows rows, int firstBucket, int endBucket, RowWriter writer) {
    for (int bucket = firstBucket; bucket < endBucket; bucket++) {
      rows.forEachStored(
          bucket,
          (row, weights, offset, state, stateOffset) -> {
            try {
              writer.row(row, weights, offset);
            } catch (IOException e) {
              throw new UncheckedIOException("Cannot write row " + row + " of the version", e);
            }
          });
    }
  }

  private void describe(String stage) {
    spark.sparkContext().setJobDescription(stage);
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}
