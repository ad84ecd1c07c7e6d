/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb rollback. */
@Command(
    name = "rollback",
    description =
        "Move an alias back to the version that it named before; repeated, it goes back further.")
public final class RollbackVerb implements Verb {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ALIAS",
      description = "The alias; default: publish.alias of the configuration.")
  private @Nullable String alias;

  @Option(names = "--expect", paramLabel = "REF", description = AliasVerb.EXPECT)
  private @Nullable String expected;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    String name = Objects.requireNonNullElse(alias, context.config().publish().alias());
    return Moved.result(context, name, Registry.of(context).rollback(name, expected));
  }
}
