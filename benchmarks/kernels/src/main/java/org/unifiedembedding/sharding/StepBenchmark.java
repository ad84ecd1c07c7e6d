/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unifiedembedding.benchmarks.Workload;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.address.LayoutKind;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.address.TableSize;
import org.unifiedembedding.embedding.batch.EmbeddingBatch;
import org.unifiedembedding.embedding.batch.RowGroups;
import org.unifiedembedding.embedding.example.ExampleBlock;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.feature.NumericTransform;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.embedding.optimizer.HeadOptimizers;
import org.unifiedembedding.embedding.optimizer.OptimizerSettings;
import org.unifiedembedding.embedding.optimizer.RowOptimizers;
import org.unifiedembedding.sharding.client.WorkerSession;
import org.unifiedembedding.sharding.plan.ShardPlanner;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * The loop of workload W1 and nothing else: 26 values of 2 look-ups of 16 floats, 13 numbers,
 * logistic head, row-wise Adagrad, shards in the same JVM, no staleness bound. Examples are in
 * memory: no Spark, no files, no checkpoints. Prints for each stretch examples a second and the
 * nanoseconds of CPU that an example took by part: {@code benchmarks/kernels/step}.
 */
public final class StepBenchmark {
  private static final PrintStream OUT = System.out;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int NUMBERS = 13;
  private static final int WIDTH = 16;
  private static final int BLOCK = 1 << 18;
  private static final List<String> PARTS =
      List.of("read and hash", "find rows", "pull", "head", "push");

  private final TableLayout layout;
  private final ExampleSchema schema;
  private final Head head;
  private final TableSpec spec;
  private final RowPartition partition;
  private final ShardGroup shards;
  private final int batch;

  private StepBenchmark(int bits, int workers, int batch) {
    this.batch = batch;
    List<String> values = IntStream.range(0, Workload.FEATURES).mapToObj(f -> "c" + f).toList();
    List<String> numbers = IntStream.range(0, NUMBERS).mapToObj(f -> "n" + f).toList();
    schema = new ExampleSchema(values, List.of(), numbers);
    Stream<Feature> features =
        Stream.concat(
            values.stream()
                .map(
                    name ->
                        new CategoricalFeature(
                            name, Workload.CHUNKS, name, new Exactness.Hashed())),
            numbers.stream()
                .map(
                    name ->
                        new NumericFeature(
                            name, new NumericTransform(null, null, null, false, 0, 1, 0))));
    FeatureSet set = new FeatureSet(features.toList());
    TableSize size = new TableSize.Rows(1L << bits);
    layout = TableLayout.plan(set, LayoutKind.MULTIPLEXED, size, WIDTH, 0, Map.of());
    head = Heads.of(new HeadSpec.Logistic(), set, WIDTH);
    OptimizerSettings settings = new OptimizerSettings(0.02, 0.1, 1e-8, 0.9, 0.999, 0, 0, 1);
    spec =
        new TableSpec(
            layout.geometry(),
            RowOptimizers.of("row-wise-adagrad", settings),
            HeadOptimizers.of("adagrad", settings),
            head.parameters(),
            1,
            0.05f,
            workers,
            TableSpec.NO_BOUND);
    partition = new ShardPlanner(spec, batch * layout.slots()).partition();
    shards = new ShardGroup(spec, partition);
  }

  /**
   * Runs stretches of some seconds each.
   *
   * @param arguments log2 of the rows, workers, examples of a batch, stretches, seconds of each
   */
  public static void main(String[] arguments) throws Exception {
    int[] numbers = Stream.of(arguments).mapToInt(Integer::parseInt).toArray();
    StepBenchmark benchmark = new StepBenchmark(numbers[0], numbers[1], numbers[2]);
    for (int stretch = 0; stretch < numbers[3]; stretch++) {
      OUT.println(benchmark.stretch(stretch, numbers[4]));
    }
  }

  private String stretch(int round, int seconds) throws Exception {
    shards.begin(round + 1L, round);
    CyclicBarrier start = new CyclicBarrier(spec.workers());
    Work[] work = new Work[spec.workers()];
    for (int worker = 0; worker < work.length; worker++) {
      work[worker] = new Work(worker, start, seconds);
      work[worker].start();
    }
    long examples = 0;
    double rate = 0;
    long[] nanos = new long[PARTS.size()];
    for (Work one : work) {
      one.join();
      examples += one.examples;
      rate += one.examples / one.seconds;
      for (int part = 0; part < nanos.length; part++) {
        nanos[part] += one.nanos[part];
      }
    }
    shards.seal(round);
    shards.commit(round);
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%,.0f examples/s; ns:", rate));
    for (int part = 0; part < nanos.length; part++) {
      line.append(String.format(Locale.ROOT, " %s %,d", PARTS.get(part), nanos[part] / examples));
    }
    return line.toString();
  }

  /** One worker's thread through one stretch. */
  private final class Work extends Thread {
    private final int worker;
    private final CyclicBarrier start;
    private final int wanted;
    private final long[] nanos = new long[PARTS.size()];
    private long examples;
    private double seconds;
    private long last;

    Work(int worker, CyclicBarrier start, int wanted) {
      this.worker = worker;
      this.start = start;
      this.wanted = wanted;
    }

    @Override
    public void run() {
      ExampleBlock block = block(worker);
      EmbeddingBatch memory = new EmbeddingBatch(layout, partition, schema, head, WIDTH);
      float[] headGradient = new float[head.parameters()];
      try (WorkerSession session = shards.session(worker, 0)) {
        start.await();
        long begin = System.nanoTime();
        last = THREADS.getCurrentThreadCpuTime();
        int from = 0;
        for (long step = 0; System.nanoTime() - begin < wanted * 1_000_000_000L; step++) {
          memory.clear();
          memory.append(block, from, from + batch);
          from = from + 2 * batch > BLOCK ? 0 : from + batch;
          took(0);
          RowGroups rows = memory.rows();
          took(1);
          session.pull(step, rows, memory.vectors());
          took(2);
          memory.forwardBackward(session.headWeights(step), headGradient);
          took(3);
          session.push(step, rows, memory.gradients(), headGradient, memory.weight());
          took(4);
          examples += batch;
        }
        session.finish();
        seconds = (System.nanoTime() - begin) / 1e9;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private void took(int part) {
      long now = THREADS.getCurrentThreadCpuTime();
      nanos[part] += now - last;
      last = now;
    }
  }

  private static ExampleBlock block(int worker) {
    SplittableRandom random = new SplittableRandom(worker);
    long[] single = new long[BLOCK * Workload.FEATURES];
    for (int i = 0; i < single.length; i++) {
      single[i] = Fingerprint.of(Workload.value(random));
    }
    float[] numeric = new float[BLOCK * NUMBERS];
    float[] labels = new float[BLOCK];
    float[] weights = new float[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      labels[i] = random.nextInt(4) == 0 ? 1 : 0;
      weights[i] = 1;
    }
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = (float) random.nextGaussian();
    }
    return new ExampleBlock(BLOCK, labels, weights, single, new int[1], new long[0], numeric);
  }
}
