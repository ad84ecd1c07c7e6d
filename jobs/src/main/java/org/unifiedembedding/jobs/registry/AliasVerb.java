/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb alias. */
@Command(
    name = "alias",
    description = "Move an alias to a published version; the gate is not asked, see ue gate --of.")
public final class AliasVerb implements Verb {
  static final String EXPECT =
      "Number or alias of the version that the alias must name until then; else exit code 6 and"
          + " nothing moves.";

  @Parameters(index = "0", paramLabel = "NAME", description = "The alias; a new one is made.")
  private String alias = "";

  @Parameters(index = "1", paramLabel = "REF", description = "Number or alias of a version.")
  private String version = "";

  @Option(names = "--expect", paramLabel = "REF", description = EXPECT)
  private @Nullable String expected;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    return Moved.result(context, alias, Registry.of(context).moveAlias(alias, version, expected));
  }
}
