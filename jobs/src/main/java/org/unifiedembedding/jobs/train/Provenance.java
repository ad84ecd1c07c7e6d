/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.kernel.Gemm;
import org.unifiedembedding.embedding.kernel.VectorKernels;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.ConfigText;
import org.unifiedembedding.jobs.prepare.PreparedExamples;

/** Where a candidate comes from: what its manifest says beside the files. */
final class Provenance {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Provenance() {}

  static Manifest manifest(
      VerbContext context,
      PreparedExamples prepared,
      String preparedPath,
      TrainSetup setup,
      Training.Outcome outcome) {
    RoundRecord best = outcome.best();
    Map<String, Double> metrics = new TreeMap<>();
    if (Double.isFinite(best.validationAuc())) {
      metrics.put("auc", best.validationAuc());
      metrics.put("log-loss", best.validationLogLoss());
    }
    Manifest.Training training =
        new Manifest.Training(
            preparedPath,
            prepared.version(),
            context.config().seed(),
            outcome.rounds().size(),
            best.round(),
            outcome.rounds().stream().mapToLong(RoundRecord::examples).sum(),
            setup.table().rowOptimizer().toString(),
            setup.table().headOptimizer().toString(),
            configuration(context),
            environment());
    return new Manifest(
        context.config().name(),
        context.runId(),
        Instant.now().toString(),
        outcome.parent(),
        setup.layout().features(),
        Manifest.table(setup.layout()),
        setup.headSpec(),
        training,
        metrics,
        Manifest.Files.none(),
        null);
  }

  private static String configuration(VerbContext context) {
    return ConfigText.lines(ConfigText.ofRun(context.config(), ""));
  }

  /** Code version, JDK, CPU and kernels: what the last bits of a result depend on. */
  static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    String version = Provenance.class.getPackage().getImplementationVersion();
    environment.put("code", version == null ? "development build" : version);
    environment.put(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    environment.put("cpu", cpu());
    environment.put("kernels", VectorKernels.best().name());
    environment.put("gemm", Gemm.best().name());
    return environment;
  }

  private static String cpu() {
    if (!Files.isReadable(CPU_INFO)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot read " + CPU_INFO, e);
    }
  }
}
