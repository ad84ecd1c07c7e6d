/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small click log with its configuration, in a folder whose name has spaces. Every path in it is
 * absolute, since driver and executors run in folders of their own.
 *
 * @param folder holds log.csv, click log.conf and the root
 */
record ClickLog(Path folder) {

  /** Writes both files. */
  static ClickLog write(Path parent, int records) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("a click log"));
    StringBuilder log = new StringBuilder("user,item,label\n");
    for (int i = 0; i < records; i++) {
      log.append("u" + i % 17 + ",i" + i % 5 + "," + i % 2 + "\n");
    }
    Files.writeString(folder.resolve("log.csv"), log);
    ClickLog written = new ClickLog(folder);
    Files.writeString(
        written.conf(),
        """
        name = clicks
        root = "%s"
        source.inputs.log { format = csv, path = "%s", header = true }
        source.label = "cast(label as int)"
        features = [{ name = user }, { name = item }]
        table.rows = 1000
        """
            .formatted(folder.resolve("the root"), folder.resolve("log.csv")));
    return written;
  }

  Path conf() {
    return folder.resolve("click log.conf");
  }

  /** The folder of a run. */
  Path run(String runId) {
    return folder.resolve("the root/clicks/runs").resolve(runId);
  }
}
