/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Progress;
import org.unifiedembedding.jobs.cli.RunPaths;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.config.ConfigReader;
import org.unifiedembedding.jobs.config.ConfigSource;
import org.unifiedembedding.jobs.config.RunConfig;
import org.unifiedembedding.jobs.lake.TestSpark;
import org.unifiedembedding.jobs.synthetic.ClickLogSpec;
import picocli.CommandLine;

@Tag("spark")
class PlantedClicksTest {
  @TempDir private Path folder;

  private RunConfig config() {
    return ConfigReader.read(
        new ConfigSource.Resource("conf/synthetic.conf"),
        Map.of("data", folder + "/clicks", "root", folder + "/root"));
  }

  private void make(long rows) throws Exception {
    new PlantedClicks(TestSpark.session(), config(), new ClickLogSpec(rows, 10, 42))
        .make(Progress.silent());
  }

  @Test
  void aLogOfAnotherSizeIsNotTakenForThisOne() throws Exception {
    make(300);
    make(300);

    assertThatThrownBy(() -> make(400))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessage(
            folder
                + "/clicks has 300 clicks, not 400 (give another folder, as --set data=DIR, or"
                + " remove this one)");
    assertThat(TestSpark.session().read().parquet(folder + "/clicks").count()).isEqualTo(300);
  }

  @Test
  void tooFewClicksAndClicksBesideMovieLensAreRefused() {
    QuickstartVerb few = new QuickstartVerb();
    new CommandLine(few).parseArgs("--clicks", "9");
    RunPaths paths = new RunPaths(folder + "/root", "synthetic", "one");
    VerbContext context =
        new VerbContext(config(), "one", TestSpark::session, Progress.silent(), paths);
    UnifiedEmbeddingException refused =
        catchThrowableOfType(UnifiedEmbeddingException.class, () -> few.run(context));
    assertThat(refused)
        .hasMessage("Invalid --clicks: '9' (must be in [10, 1,099,511,627,776])")
        .extracting(UnifiedEmbeddingException::code)
        .isEqualTo(ErrorCode.USAGE);

    QuickstartVerb both = new QuickstartVerb();
    new CommandLine(both).parseArgs("--clicks", "5000", "--movielens", folder.toString());
    assertThatThrownBy(both::builtIn)
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessage("Invalid --clicks with --movielens (give one of them)");
  }
}
