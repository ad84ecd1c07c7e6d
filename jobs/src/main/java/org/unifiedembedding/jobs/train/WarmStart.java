/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.Optional;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.host.HostedRun;

/**
 * Fills new shards before the first round: with a version's rows and head, or with first values.
 */
interface WarmStart {
  /** Fills the shards; what there is to say about it. */
  Optional<TrainEvent> apply(HostedRun host, TrainSetup setup);

  /** The run id of the version that training starts from, if any. */
  Optional<String> parent();

  /** What train.warm-start says. */
  static WarmStart of(VerbContext context) {
    return scratch(context.config().seed());
  }

  /** From scratch: rows start when they are first touched, the head starts now. */
  static WarmStart scratch(long seed) {
    return new WarmStart() {
      @Override
      public Optional<TrainEvent> apply(HostedRun host, TrainSetup setup) {
        float[] weights = new float[setup.head().parameters()];
        setup.head().initialise(weights, seed);
        host.shards().initialiseHead(weights);
        return Optional.empty();
      }

      @Override
      public Optional<String> parent() {
        return Optional.empty();
      }
    };
  }
}
