/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.RemoveFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One commit that happens only if the table is as expected: an append by the table's marks, a
 * replacement by its version.
 *
 * <p>Delta's writer options txnAppId and txnVersion skip a second write without a word, so that a
 * driver that was declared dead would believe it had committed. Here the transaction reads the
 * marks, which makes Delta refuse the commit when another one moves them meanwhile.
 */
final class ConditionalCommit {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionalCommit.class);

  private final DeltaLog log;
  private final List<Mark> marks;
  private final @Nullable Replacement replacement;

  ConditionalCommit(DeltaLog log, List<Mark> marks) {
    this.log = log;
    this.marks = List.copyOf(marks);
    this.replacement = null;
  }

  ConditionalCommit(DeltaLog log, Replacement replacement) {
    this.log = log;
    this.marks = List.of();
    this.replacement = replacement;
  }

  /** Writes rows, null for none, and commits their files. */
  Committed commit(@Nullable Dataset<Row> data) {
    OptimisticTransaction transaction = begin();
    List<Action> changes = changes(transaction);
    return commit(transaction, changes, data == null ? List.of() : write(transaction, data));
  }

  /** Commits files that are there, and that others are so no more. */
  Committed commit(List<NewFile> added, List<DataFile> removed) {
    List<FileAction> actions = new ArrayList<>();
    added.forEach(file -> actions.add(addition(file)));
    removed.forEach(file -> actions.add(removal(file)));
    try {
      OptimisticTransaction transaction = begin();
      return commit(transaction, changes(transaction), actions);
    } catch (UnifiedEmbeddingException e) {
      actions.forEach(this::delete);
      throw e;
    }
  }

  /** Without partition and size Delta would count what is left by a Spark job over its log. */
  private static FileAction removal(DataFile file) {
    return new RemoveFile(
        file.name(),
        Option.apply(System.currentTimeMillis()),
        true,
        Option.apply(true),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(file.partition())),
        Option.apply(file.bytes()),
        null,
        null,
        Option.empty(),
        Option.empty(),
        null,
        Option.empty());
  }

  private static FileAction addition(NewFile file) {
    return new AddFile(
        file.name(),
        scala.collection.immutable.Map$.MODULE$.empty(),
        file.bytes(),
        System.currentTimeMillis(),
        true,
        FileStatistics.json(file),
        null,
        null,
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  /** A transaction on a table that is as expected. */
  private OptimisticTransaction begin() {
    OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
    for (Mark mark : marks) {
      long actual = StoredMarks.of(transaction.snapshot(), mark.application());
      transaction.readTxn().addOne(mark.application());
      if (actual != mark.expected()) {
        throw conflict(mark + ", but the table has " + actual, null);
      }
    }
    if (replacement != null && transaction.readVersion() != replacement.version()) {
      throw conflict(
          "version %d was read, but the table has version %d"
              .formatted(replacement.version(), transaction.readVersion()),
          null);
    }
    return transaction;
  }

  /** What is committed besides files; Delta takes no new properties once files are written. */
  private List<Action> changes(OptimisticTransaction transaction) {
    List<Action> changes = new ArrayList<>();
    for (Mark mark : marks) {
      Option<Object> now = Option.apply(System.currentTimeMillis());
      changes.add(new SetTransaction(mark.application(), mark.next(), now));
    }
    if (replacement != null) {
      changes.addAll(replacement.apply(transaction));
    }
    return changes;
  }

  private Committed commit(
      OptimisticTransaction transaction, List<Action> changes, List<FileAction> files) {
    List<Action> actions = new ArrayList<>(changes);
    actions.addAll(files);
    List<DataFile> added = added(files);
    LOG.info("{} files are written to {} and not yet committed", added.size(), log.dataPath());
    try {
      return new Committed(
          transaction.commit(CollectionConverters.asScala(actions).toSeq(), operation()), added);
    } catch (ConcurrentModificationException e) {
      files.forEach(this::delete);
      throw conflict("another commit came first", e);
    }
  }

  private List<DataFile> added(List<FileAction> files) {
    return files.stream()
        .filter(AddFile.class::isInstance)
        .map(file -> DeltaLake.dataFile(log, (AddFile) file))
        .toList();
  }

  private List<FileAction> write(OptimisticTransaction transaction, Dataset<Row> data) {
    String expected = transaction.metadata().schema().asNullable().catalogString();
    String actual = data.schema().asNullable().catalogString();
    if (!expected.equals(actual)) {
      throw new IllegalArgumentException(
          "Invalid columns for %s: %s (must be %s)".formatted(log.dataPath(), actual, expected));
    }
    return CollectionConverters.asJava(transaction.writeFiles(data, Option.empty()));
  }

  private static DeltaOperations.Operation operation() {
    return new DeltaOperations.Write(
        SaveMode.Append,
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  /** Files of a refused commit are invisible; they are only removed to save their space. */
  private void delete(FileAction action) {
    if (action instanceof AddFile file) {
      Path path = new Path(log.dataPath(), new Path(URI.create(file.path())));
      try {
        path.getFileSystem(log.newDeltaHadoopConf()).delete(path, false);
      } catch (IOException e) {
        LOG.warn("Cannot delete {}, a file of a refused commit", path, e);
      }
    }
  }

  private UnifiedEmbeddingException conflict(String reason, @Nullable Exception cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.CONFLICT,
        "Cannot commit to %s: %s. Another run writes this table; let one of them finish."
            .formatted(log.dataPath(), reason),
        cause);
  }
}
