/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import org.unifiedembedding.jobs.config.ConfigSource;
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

  @Override
  public Optional<BuiltIn> builtIn() {
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

  private static Quickstart ofClicks(VerbContext context) throws Exception {
    PlantedClicks clicks = new PlantedClicks(context.spark(), context.config());
    clicks.make(context.progress());
    Tour tour = new Tour(context);
    tour.train();
    tour.add("the best possible (planted truth)", clicks.bayesOptimal());
    return tour.finish(
        "a synthetic click log with planted truth", "./ue load --conf " + SYNTHETIC, Map.of());
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
