/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the shards of an application wrote down of pushes.
 *
 * <p>Equal lines of a file are one line, copied: when a Worker of Spark ends an executor it may
 * write the end of what it read before once more (FileAppender closes the stream under its reader
 * and takes the count of the last read for that of the next). What a shard really takes twice has
 * two lines, since each has the shard's count of pushes.
 *
 * @param takenTwice pushes that a shard took more than once in one incarnation
 * @param taken all that were taken
 * @param refusals why pushes were refused
 */
record PushAudit(List<String> takenTwice, Set<String> taken, Set<String> refusals) {
  /** Makes executors write it down. */
  static final String OPTION = " --conf spark.executorEnv.UE_LOG_LEVEL=TRACE";

  private static final Pattern LINE =
      Pattern.compile("audit: (took|refused) (.*), \\d+ pushes taken$");
  private static final Pattern REASON = Pattern.compile("[A-Z_]{4,}");

  PushAudit {
    takenTwice = List.copyOf(takenTwice);
    taken = Set.copyOf(taken);
    refusals = Set.copyOf(refusals);
  }

  /** Reads what all executors have written, also those that are gone. */
  static PushAudit of(Submission run) throws IOException {
    List<String> twice = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    Set<String> refusals = new HashSet<>();
    for (Path file : run.executorFiles("stderr")) {
      Set<String> seen = new HashSet<>();
      try (Stream<String> lines = Files.lines(file)) {
        lines
            .map(LINE::matcher)
            .filter(Matcher::find)
            .filter(line -> seen.add(line.group()))
            .forEach(
                line -> {
                  if (line.group(1).equals("refused")) {
                    REASON
                        .matcher(line.group(2))
                        .results()
                        .forEach(reason -> refusals.add(reason.group()));
                  } else if (!taken.add(line.group(2))) {
                    twice.add(line.group(2));
                  }
                });
      }
    }
    return new PushAudit(twice, taken, refusals);
  }
}
