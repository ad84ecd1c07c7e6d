/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.loader.EmbeddingTable;

/**
 * Speed of the Java loader by one thread: examples of 26 features with two look-ups of 16 floats,
 * values of Zipf's law; opening a snapshot; and an increment with 5 % of the rows beside the whole
 * version. {@code benchmarks/loader/java_loader} runs it; docs/results/java-loader.md has figures.
 */
public final class LoaderBenchmark {
  private static final PrintStream OUT = System.out;
  private static final int FEATURES = 26;
  private static final int CHUNKS = 2;
  private static final int WIDTH = 16;
  private static final int BATCH = 1024;
  private static final int EXAMPLES = 200 * BATCH;
  private static final int RUNS = 5;
  private static final double EXPONENT = 1.1;
  private static final int VOCABULARY = 10_000_000;

  private final Path root;

  private LoaderBenchmark(Path root) {
    this.root = root;
  }

  /**
   * Prints tables in Markdown and leaves rows that were looked up in DIR/rows.bin (int64).
   *
   * @param arguments folder for the versions, 2 GB; rows of the snapshot, 2^24 (1 GiB) by default
   */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    LoaderBenchmark benchmark = new LoaderBenchmark(Path.of(arguments[0]));
    long rows = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1 << 24;
    Path version = benchmark.write("look-ups", rows, 0);
    benchmark.lookups(version);
    benchmark.increment();
  }

  private static FeatureSet features() {
    return new FeatureSet(
        IntStream.range(0, FEATURES)
            .<Feature>mapToObj(
                i -> new CategoricalFeature("f" + i, CHUNKS, "f" + i, new Exactness.Hashed()))
            .toList());
  }

  /** Writes a version of random rows, of which a share is drawn anew for each seed but 0. */
  private Path write(String runId, long rows, long seed) throws IOException {
    Path folder = root.resolve(runId);
    if (Files.exists(folder.resolve(Manifest.PATH))) {
      return folder;
    }
    Files.createDirectories(folder.resolve("snapshot"));
    TableLayout layout =
        TableLayout.plan(
            features(), LayoutKind.MULTIPLEXED, new TableSize.Rows(rows), WIDTH, 0, Map.of());
    RowFiles files = RowFiles.of(layout.geometry());
    List<Part> parts = new ArrayList<>();
    for (int file = 0; file < files.count(); file++) {
      parts.add(writeRows(folder, files, file, seed));
    }
    float[] head = new float[FEATURES * CHUNKS * WIDTH + 1];
    parts.add(HeadFile.write(Files.newOutputStream(folder.resolve(HeadFile.PATH)), head));
    parts.add(
        VocabularyFile.write(
            Files.newOutputStream(folder.resolve(VocabularyFile.PATH)), layout.vocabularies()));
    Manifest manifest =
        new Manifest(
            "benchmark",
            runId,
            "2026-01-01T00:00:00Z",
            null,
            layout.features(),
            Manifest.table(layout),
            new HeadSpec.Logistic(),
            new Manifest.Training("data", 0, 1, 1, 1, 10, "Sgd", "Sgd", "", Map.of()),
            Map.of(),
            new Manifest.Files(files.rowsPerFile(), files.rows(), 0, parts),
            null);
    Files.writeString(folder.resolve(Manifest.PATH), ManifestJson.write(manifest));
    return folder;
  }

  private static Part writeRows(Path folder, RowFiles files, int file, long seed)
      throws IOException {
    float[] vector = new float[WIDTH];
    try (RowFileWriter writer =
        new RowFileWriter(
            Files.newOutputStream(folder.resolve(RowFiles.path(file))), files, file)) {
      long end = files.firstRow(file) + files.rowsOf(file);
      for (long row = files.firstRow(file); row < end; row++) {
        boolean changed = new SplittableRandom(~row).nextInt(100) < 5;
        SplittableRandom random = new SplittableRandom(changed ? row * 31 + seed : row);
        for (int i = 0; i < WIDTH; i++) {
          vector[i] = (float) random.nextDouble(-1, 1);
        }
        writer.row(row, vector, 0);
      }
      return writer.finish();
    }
  }

  private void lookups(Path version) throws IOException {
    EmbeddingTable mapped = EmbeddingTable.open(version);
    OUT.printf(
        "%,d rows of %d floats, %,d examples%n%nopening: %s%n",
        mapped.layout().geometry().rows(),
        WIDTH,
        EXAMPLES,
        milliseconds(20, () -> EmbeddingTable.open(version)));
    OUT.printf("copying the rows to memory: %s%n%n", milliseconds(3, mapped::inMemory));
    long[][] ids = zipf(EXAMPLES);
    long[][] fingerprints = new long[FEATURES][EXAMPLES];
    for (int feature = 0; feature < FEATURES; feature++) {
      for (int i = 0; i < EXAMPLES; i++) {
        fingerprints[feature][i] = Fingerprint.of(ids[feature][i]);
      }
    }
    long[] rows = rows(mapped, fingerprints);
    leaveRows(rows);
    EmbeddingTable inMemory = mapped.inMemory();
    OUT.println("| M row look-ups a second | mapped | in memory |\n|---|---|---|");
    line("row numbers", mapped, inMemory, table -> rowBatches(table, rows));
    line("fingerprints", mapped, inMemory, table -> batches(table, fingerprints));
    line("integer ids", mapped, inMemory, table -> idBatches(table, ids));
    OUT.println("\n| one example, us | median | 99 % | 99.9 % |\n|---|---|---|---|");
    single("mapped", mapped, fingerprints);
    single("in memory", inMemory, fingerprints);
  }

  private static String milliseconds(int times, Runnable work) {
    double[] milliseconds = new double[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      work.run();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return "median %.1f ms, longest %.1f ms"
        .formatted(milliseconds[times / 2], milliseconds[times - 1]);
  }

  private static void line(
      String known, EmbeddingTable mapped, EmbeddingTable inMemory, Consumer<EmbeddingTable> work) {
    double slow = best(() -> work.accept(mapped));
    double fast = best(() -> work.accept(inMemory));
    OUT.printf("| batches of %,d, %s | %.1f | %.1f |%n", BATCH, known, slow, fast);
  }

  /** Values of Zipf's law by inverting its continuous form. */
  private static long[][] zipf(int count) {
    SplittableRandom random = new SplittableRandom(1);
    double power = 1 - EXPONENT;
    double span = Math.pow(VOCABULARY, power) - 1;
    long[][] ids = new long[FEATURES][count];
    for (long[] feature : ids) {
      for (int i = 0; i < count; i++) {
        feature[i] = (long) Math.pow(1 + random.nextDouble() * span, 1 / power);
      }
    }
    return ids;
  }

  /** The rows of all look-ups, example by example. */
  private static long[] rows(EmbeddingTable table, long[][] fingerprints) {
    long[] rows = new long[EXAMPLES * FEATURES * CHUNKS];
    int at = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      for (int feature = 0; feature < FEATURES; feature++) {
        table.layout().rows(feature, fingerprints[feature][i], rows, at);
        at += CHUNKS;
      }
    }
    return rows;
  }

  private void leaveRows(long[] rows) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(rows.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(rows);
    Files.write(root.resolve("rows.bin"), bytes.array());
  }

  private static double best(Runnable work) {
    double best = 0;
    for (int run = 0; run < RUNS; run++) {
      long start = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      best = Math.max(best, (double) EXAMPLES * FEATURES * CHUNKS / seconds / 1e6);
    }
    return best;
  }

  private static void batches(EmbeddingTable table, long[][] fingerprints) {
    long[] batch = new long[BATCH];
    float[] vectors = new float[BATCH * CHUNKS * WIDTH];
    for (int from = 0; from < EXAMPLES; from += BATCH) {
      for (int feature = 0; feature < FEATURES; feature++) {
        System.arraycopy(fingerprints[feature], from, batch, 0, BATCH);
        table.embed(name(feature), batch, BATCH, vectors);
      }
    }
  }

  private static void rowBatches(EmbeddingTable table, long[] rows) {
    int size = BATCH * FEATURES * CHUNKS;
    long[] batch = new long[size];
    float[] vectors = new float[size * WIDTH];
    for (int from = 0; from < rows.length; from += size) {
      System.arraycopy(rows, from, batch, 0, size);
      table.read(batch, size, vectors);
    }
  }

  private static void idBatches(EmbeddingTable table, long[][] ids) {
    long[] batch = new long[BATCH];
    float[] vectors = new float[BATCH * CHUNKS * WIDTH];
    for (int from = 0; from < EXAMPLES; from += BATCH) {
      for (int feature = 0; feature < FEATURES; feature++) {
        for (int i = 0; i < BATCH; i++) {
          batch[i] = Fingerprint.of(ids[feature][from + i]);
        }
        table.embed(name(feature), batch, BATCH, vectors);
      }
    }
  }

  private static void single(String where, EmbeddingTable table, long[][] fingerprints) {
    double[] times = new double[EXAMPLES];
    for (int run = 0; run < RUNS; run++) {
      single(table, fingerprints, times);
    }
    Arrays.sort(times);
    OUT.printf(
        "| %s | %.1f | %.1f | %.1f |%n",
        where, times[EXAMPLES / 2], times[EXAMPLES / 100 * 99], times[EXAMPLES / 1000 * 999]);
  }

  private static void single(EmbeddingTable table, long[][] fingerprints, double[] times) {
    long[] value = new long[1];
    float[] vector = new float[CHUNKS * WIDTH];
    for (int i = 0; i < EXAMPLES; i++) {
      long start = System.nanoTime();
      for (int feature = 0; feature < FEATURES; feature++) {
        value[0] = fingerprints[feature][i];
        table.embed(name(feature), value, 1, vector);
      }
      times[i] = (System.nanoTime() - start) / 1e3;
    }
  }

  private static final String[] NAMES =
      IntStream.range(0, FEATURES).mapToObj(i -> "f" + i).toArray(String[]::new);

  private static String name(int feature) {
    return NAMES[feature];
  }

  private void increment() throws IOException {
    long rows = 1 << 22;
    long start = System.nanoTime();
    Path from = write("from", rows, 1);
    double full = (System.nanoTime() - start) / 1e9;
    Path to = write("to", rows, 2);
    Manifest later = ManifestJson.read(to);
    Path folder = root.resolve("increment");
    start = System.nanoTime();
    Increment increment = IncrementFixture.increase(from, to, folder);
    double seconds = (System.nanoTime() - start) / 1e9;
    EmbeddingTable table = EmbeddingTable.open(from);
    double[] next = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      Path target = root.resolve("next-" + i + "-" + start);
      start = System.nanoTime();
      table.next(List.of(folder), target);
      next[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(next);
    OUT.printf("| increment of %,d x %d | rows | bytes | s |%n|---|---|---|---|%n", rows, WIDTH);
    OUT.printf("| the version, made and written | %,d | %,d | %.2f |%n", rows, later.bytes(), full);
    OUT.printf(
        "| the increment, compared and written | %,d | %,d (%.1f %%) | %.2f |%n",
        increment.changedRows(),
        increment.bytes(),
        100.0 * increment.bytes() / later.bytes(),
        seconds);
    OUT.printf("| the loader moves on: median | | | %.2f |%n", next[RUNS / 2]);
  }
}
