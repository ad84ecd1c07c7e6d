/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import java.util.List;
import org.unifiedembedding.jobs.inspect.FeatureCollisions;
import org.unifiedembedding.jobs.inspect.Neighbours;
import org.unifiedembedding.jobs.publish.LoadedVector;

/**
 * What the tour found.
 *
 * @param data what was trained on
 * @param examples of all parts
 * @param models the published one first
 * @param collisions by feature
 * @param neighbours of some frequent values
 * @param loaded a vector of the published version
 * @param version number of the published version
 * @param alias that points to it
 * @param path folder of the version
 * @param command that runs {@code ue load} on it
 * @param report path of report.html
 * @param seconds wall time
 */
record Quickstart(
    String data,
    long examples,
    List<Model> models,
    List<FeatureCollisions> collisions,
    List<Neighbours> neighbours,
    LoadedVector loaded,
    long version,
    String alias,
    String path,
    String command,
    String report,
    double seconds) {

  /** A model judged on the test rows; {@code rows} and {@code width} are 0 without a table. */
  record Model(String name, long rows, int width, double auc, double logLoss) {}
}
