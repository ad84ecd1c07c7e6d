/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;
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

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Read the version's export in this format, as int8; --of is a number or alias.")
  private @Nullable String format;

  @Option(names = "--verify", description = "Check the checksums of all files first.")
  private boolean verify;

  /** What load says. */
  record Loaded(String version, String runId, String path, List<LoadedVector> vectors) {}

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String reference = Objects.requireNonNullElse(version, context.config().publish().alias());
    VersionFolder folder =
        format == null
            ? PublishedVersion.folderOf(context, reference)
            : PublishedVersion.of(context, reference).export(context, format);
    return folder.opened(
        table -> {
          if (verify) {
            table.verify();
          }
          List<LoadedVector> vectors = values.stream().map(value -> vector(table, value)).toList();
          return new VerbResult(
              new Loaded(reference, table.manifest().runId(), folder.path(), vectors),
              text(vectors));
        });
  }

  private static LoadedVector vector(EmbeddingTable table, String argument) {
    int equals = argument.indexOf('=');
    String feature = equals < 0 ? argument : argument.substring(0, equals);
    String value = equals < 0 ? null : argument.substring(equals + 1);
    try {
      return LoadedVector.of(table, feature, value);
    } catch (IllegalArgumentException e) {
      throw new UnifiedEmbeddingException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static String text(List<LoadedVector> vectors) {
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
