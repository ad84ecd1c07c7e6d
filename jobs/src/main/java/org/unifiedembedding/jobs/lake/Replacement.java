/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Metadata;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a commit takes out of a table, and the properties that it leaves; both are seen with the
 * rows of the same commit or not at all.
 *
 * @param version of the table that the decision was made on; another newest one is a conflict
 * @param partitions by partition column the text; all files of these partitions go
 * @param properties become the table's properties with the prefix {@value #PREFIX}, instead of
 *     those there were
 */
public record Replacement(
    long version, Set<Map<String, String>> partitions, Map<String, String> properties) {
  /** Of the table properties that are ours. */
  public static final String PREFIX = "unifiedembedding.";

  public Replacement {
    partitions = Set.copyOf(partitions);
    properties = Map.copyOf(properties);
  }

  /** Takes part in a transaction; the actions to commit besides the new files. */
  List<Action> apply(OptimisticTransaction transaction) {
    transaction.readWholeTable();
    Metadata metadata = transaction.metadata();
    Map<String, String> configuration =
        new HashMap<>(CollectionConverters.asJava(metadata.configuration()));
    configuration.keySet().removeIf(key -> key.startsWith(PREFIX));
    properties.forEach((key, value) -> configuration.put(PREFIX + key, value));
    transaction.updateMetadata(
        metadata.copy(
            metadata.id(),
            metadata.name(),
            metadata.description(),
            metadata.format(),
            metadata.schemaString(),
            metadata.partitionColumns(),
            scala.collection.immutable.Map.from(CollectionConverters.asScala(configuration)),
            metadata.createdTime()),
        transaction.updateMetadata$default$2());
    List<Action> actions = new ArrayList<>();
    long now = System.currentTimeMillis();
    for (Object file : (Object[]) transaction.snapshot().allFiles().collect()) {
      AddFile add = (AddFile) file;
      if (partitions.contains(CollectionConverters.asJava(add.partitionValues()))) {
        actions.add(add.removeWithTimestamp(now, true));
      }
    }
    return actions;
  }
}
