/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.List;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.SetTransaction;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** The marks of a table at a version. */
final class StoredMarks {
  private StoredMarks() {}

  /**
   * The number of an application, {@link Mark#NONE} when there is none. It is in the checksum file
   * that Delta writes beside a commit; only where that is missing a Spark job reads the whole log.
   */
  static long of(Snapshot snapshot, String application) {
    List<SetTransaction> marks =
        OptionConverters.toJava(snapshot.checksumOpt())
            .flatMap(checksum -> OptionConverters.toJava(checksum.setTransactions()))
            .map(CollectionConverters::asJava)
            .orElseGet(() -> CollectionConverters.asJava(snapshot.setTransactions()));
    return marks.stream()
        .filter(mark -> mark.appId().equals(application))
        .mapToLong(SetTransaction::version)
        .max()
        .orElse(Mark.NONE);
  }
}
