/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.verify;

import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.jobs.cli.Verb;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.cli.VerbResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb verify. */
@Command(
    name = "verify",
    description =
        "Reads every byte of the published versions: checksums, row counts, gaps in the registry,"
            + " orphan files and folders; exit code 7 on damage.")
public final class VerifyVerb implements Verb {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "REF",
      description = "Number or alias of a version; default: the registry and all versions.")
  private @Nullable String version;

  @Override
  public Repeat repeat() {
    return Repeat.RUNS_AGAIN;
  }

  @Override
  public VerbResult run(VerbContext context) {
    Findings findings = new VerifyJob(context).run(version);
    if (!findings.damage().isEmpty()) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Damaged: %d findings (move aliases away from damaged versions, then copy or train them again)%n%s"
              .formatted(findings.damage().size(), findings.text()));
    }
    return new VerbResult(findings, findings.text());
  }
}
