/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the vectors of given values of a published version. */
@Command(name = "load", description = "Print the vectors of feature values.")
public final class LoadVerb implements Verb {
  @Parameters(
      arity = "1..*",
      paramLabel = "FEATURE=VALUE",
      description =
          "A value; FEATURE alone: the missing value; for a cross the parts' values with '|'"
              + " between them.")
  private List<String> values = List.of();

  @Option(
      names = "--of",
      paramLabel = "REF",
      description =
          "Number, alias or folder (with a '/') of a version; default: publish.alias of the"
              + " configuration.")
  private @Nullable String version;

  @Option(names = "--verify", description = "Check the checksums of all files first.")
  private boolean verify;

  /** What load says. */
  record Loaded(String version, String runId, String path, List<Vector> vectors) {}

  /**
   * One value's vector.
   *
   * @param value null: missing
   * @param rows one a chunk
   * @param vector [chunks x width]
   */
  record Vector(String feature, @Nullable String value, long[] rows, float[] vector) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String reference = Objects.requireNonNullElse(version, context.config().publish().alias());
    VersionFolder folder = folder(context, reference);
    return folder.opened(
        table -> {
          if (verify) {
            table.verify();
          }
          List<Vector> vectors = values.stream().map(value -> vector(table, value)).toList();
          return new VerbResult(
              new Loaded(reference, table.manifest().runId(), folder.path(), vectors),
              text(vectors));
        });
  }

  private static VersionFolder folder(VerbContext context, String reference) {
    if (reference.contains("/")) {
      return new VersionFolder(context.hadoop(), reference);
    }
    return PublishedVersion.of(context, reference).folder();
  }

  private static Vector vector(EmbeddingTable table, String argument) {
    int equals = argument.indexOf('=');
    String feature = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? null : argument.substring(equals + 1);
    try {
      long fingerprint = fingerprint(table, feature, value);
      return new Vector(
          feature, value, table.rows(feature, fingerprint), table.vector(feature, fingerprint));
    } catch (IllegalArgumentException e) {
      throw new UnifiedEmbeddingException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static long fingerprint(EmbeddingTable table, String feature, @Nullable String value) {
    boolean cross =
        table.layout().features().features().stream()
            .anyMatch(f -> f instanceof CrossFeature && f.name().equals(feature));
    return cross && value != null
        ? table.crossed(feature, Arrays.asList(value.split("\\|", -1)))
        : table.fingerprint(feature, value);
  }

  private static String text(List<Vector> vectors) {
    return vectors.stream()
        .map(
            vector ->
                "%s%s  rows %s  %s"
                    .formatted(
                        vector.feature(),
                        vector.value() == null ? " (missing)" : "=" + vector.value(),
                        Arrays.toString(vector.rows()),
                        Arrays.toString(vector.vector())))
        .collect(Collectors.joining("\n"));
  }
}
