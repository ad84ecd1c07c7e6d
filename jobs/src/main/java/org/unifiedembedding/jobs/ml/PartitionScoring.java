/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.io.Serializable;
import org.unifiedembedding.jobs.lake.OpenVersions;
import org.unifiedembedding.jobs.lake.VersionFolder;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** Scores a partition with a version, which each JVM opens once. Travels to tasks. */
final class PartitionScoring extends AbstractFunction1<Iterator<Object>, Iterator<Object>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ScoringPlan plan;
  private final VersionFolder version;

  PartitionScoring(ScoringPlan plan, VersionFolder version) {
    this.plan = plan;
    this.version = version;
  }

  @Override
  public Iterator<Object> apply(Iterator<Object> rows) {
    return CollectionConverters.asScala(
        new ScoredRows(plan, OpenVersions.of(version), CollectionConverters.asJava(rows)));
  }
}
