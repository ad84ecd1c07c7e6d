/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.synthetic.ClickLogSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb quickstart. */
@Command(
    name = "quickstart",
    description =
        "Runs every step once, on a synthetic click log whose best possible AUC is known, or on"
            + " MovieLens.")
public final class QuickstartVerb implements Verb {
  private static final String SYNTHETIC = "conf/synthetic.conf";

  @Option(
      names = "--movielens",
      paramLabel = "DIR",
      description = "Folder with the files of MovieLens-1M or MovieLens-100K, plain or gzipped.")
  private @Nullable Path movielens;

  @Option(
      names = "--clicks",
      paramLabel = "ROWS",
      description =
          "Rows of the synthetic click log, of which a tenth is for each of validation and test;"
              + " default: 500,000. Another number needs a folder of its own, --set data=DIR.")
  private @Nullable Long clicks;

  @Override
  public Optional<BuiltIn> builtIn() {
    if (movielens != null && clicks != null) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE, "Invalid --clicks with --movielens (give one of them)");
    }
    if (movielens == null) {
      return Optional.of(new BuiltIn(new ConfigSource.Resource(SYNTHETIC), Map.of()));
    }
    MovieLens files = MovieLens.in(movielens);
    return Optional.of(
        new BuiltIn(new ConfigSource.Resource(files.configuration()), files.overrides()));
  }

  @Override
  public VerbResult run(VerbContext context) throws Exception {
    Quickstart found =
        movielens == null ? ofClicks(context) : ofMovieLens(context, MovieLens.in(movielens));
    return new VerbResult(found, QuickstartText.of(found));
  }

  private Quickstart ofClicks(VerbContext context) throws Exception {
    ClickLogSpec spec = spec(); // refuses before the session starts
    PlantedClicks planted = new PlantedClicks(context.spark(), context.config(), spec);
    planted.make(context.progress());
    Tour tour = new Tour(context);
    tour.train();
    tour.add("the best possible (planted truth)", planted.bayesOptimal());
    return tour.finish(
        "a synthetic click log with planted truth", "./ue load --conf " + SYNTHETIC, Map.of());
  }

  private ClickLogSpec spec() {
    ClickLogSpec usual = ClickLogSpec.QUICKSTART;
    if (clicks == null) {
      return usual;
    }
    if (clicks < usual.days() || clicks > ClickLogSpec.MOST_EXAMPLES) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid --clicks: '%d' (must be in [%d, %,d])"
              .formatted(clicks, usual.days(), ClickLogSpec.MOST_EXAMPLES));
    }
    return new ClickLogSpec(clicks, usual.days(), usual.seed());
  }

  private static Quickstart ofMovieLens(VerbContext context, MovieLens files) throws Exception {
    Tour tour = new Tour(context);
    tour.train();
    return tour.finish(
        "the ratings in " + files.folder(),
        "./ue load --conf " + files.configuration(),
        files.titles());
  }
}
