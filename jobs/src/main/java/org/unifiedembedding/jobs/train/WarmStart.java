/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Optional;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.host.RunHosts;

/**
 * Fills new shards before the first round: with a version's rows and head, or with first values.
 */
interface WarmStart {
  /** The run id of the version that training starts from, if any. */
  Optional<String> parent();

  /** Fills the shards; what there is to say about it. */
  Optional<TrainEvent> apply(RunHosts hosts);

  /**
   * What train.warm-start says.
   *
   * @throws org.unifiedembedding.embedding.error.UnifiedEmbeddingException USAGE when there is no
   *     such version or its rows and head do not fit this run's
   */
  static WarmStart of(VerbContext context, TrainSetup setup) {
    String reference = context.config().train().warmStart();
    return reference.isEmpty()
        ? new FromScratch(setup, context.config().seed())
        : FromVersion.open(context, setup, reference);
  }

  /** Rows start when they are first touched, the head starts now. */
  record FromScratch(TrainSetup setup, long seed) implements WarmStart {
    @Override
    public Optional<String> parent() {
      return Optional.empty();
    }

    @Override
    public Optional<TrainEvent> apply(RunHosts hosts) {
      hosts.table().loadHead(setup.firstHead(setup.firstHeadWeights(seed)));
      return Optional.empty();
    }
  }
}
