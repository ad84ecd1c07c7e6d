/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.increment.IncrementJob;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;

/**
 * The increments that come with a publication: from the live version to the candidate, and between
 * those exports that both have, where few enough rows differ.
 */
final class PublishedIncrements {
  private final VerbContext context;
  private final PublishedVersion live;
  private final VersionFolder candidate;

  PublishedIncrements(VerbContext context, PublishedVersion live, VersionFolder candidate) {
    this.context = context;
    this.live = live;
    this.candidate = candidate;
  }

  void write() {
    double share = context.config().publish().incrementShare();
    if (share == 0) {
      return;
    }
    new IncrementJob(context, live.folder(), candidate).runIfSmall(share);
    for (String format : context.config().publish().exports()) {
      String path = context.paths().ofRun(live.version().runId()).export(format);
      if (new VersionFolder(context.hadoop(), path).manifestText().isPresent()) {
        VersionFolder exported =
            new VersionFolder(context.hadoop(), context.paths().export(format));
        new IncrementJob(context, live.export(context, format), exported).runIfSmall(share);
      }
    }
  }
}
