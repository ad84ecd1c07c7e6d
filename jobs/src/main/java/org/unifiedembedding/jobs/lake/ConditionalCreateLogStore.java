/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import io.delta.storage.HadoopFileSystemLogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * The log of Delta tables on S3A, for any number of writers in any number of processes. Of two that
 * commit the same version the store itself lets one win: a file is created on condition that there
 * is none, which S3A sends as {@code If-None-Match: *}. Delta's own log store for S3 looks first
 * and writes then; with two drivers it loses commits and tells nobody.
 *
 * <p>An answer that is lost on the way proves nothing: sent again, the request is refused because
 * of the file that it has made itself. So each file names its writer, and a writer whose request
 * failed looks who that is.
 *
 * <p>All who write a table must use this log store, or another one with conditional creation.
 */
public final class ConditionalCreateLogStore extends HadoopFileSystemLogStore {
  /** Hadoop's {@code FS_OPTION_CREATE_CONDITIONAL_OVERWRITE}: an option and a capability. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  /** What S3A sends as the object's own metadata, and where it shows them. */
  private static final String SEND_WRITER = "fs.s3a.create.header.writer";

  private static final String WRITER = "header.writer";

  /** As Delta makes it, by its name. */
  public ConditionalCreateLogStore(Configuration hadoop) {
    super(hadoop);
  }

  /**
   * Writes a file that readers see whole or not at all.
   *
   * @param actions its lines
   * @param overwrite whether to replace a file that is there
   * @throws FileAlreadyExistsException where somebody else's file is there
   * @throws IOException where nothing was written, or where nobody can tell
   * @throws UnifiedEmbeddingException USAGE where the file system has no conditional creation
   */
  @Override
  public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop)
      throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (overwrite) {
      write(fileSystem.create(path, true), actions);
    } else {
      create(fileSystem, path, actions);
    }
  }

  private static void create(FileSystem fileSystem, Path path, Iterator<String> actions)
      throws IOException {
    if (!fileSystem.hasPathCapability(path, CONDITIONAL)) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Cannot commit to %s: its file system cannot create a file on condition that there is none (use hadoop-aws 3.4.2 or newer, with fs.s3a.create.conditional.enabled = true, on a store that has conditional writes)"
              .formatted(path));
    }
    String writer = UUID.randomUUID().toString();
    // Hadoop's "overwrite" only spares a look before; the condition decides.
    var file = fileSystem.createFile(path).overwrite(true).recursive();
    file.must(CONDITIONAL, true);
    file.must(SEND_WRITER, writer);
    try {
      write(file.build(), actions);
    } catch (IOException e) {
      settle(fileSystem, path, writer, e);
    }
  }

  /** A file that is not written to its end does not appear. */
  private static void write(FSDataOutputStream out, Iterator<String> actions) throws IOException {
    try {
      while (actions.hasNext()) {
        out.write((actions.next() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | RuntimeException e) {
      out.abort();
      throw e;
    }
    out.close();
  }

  /** Finds out what became of a request that failed; returns where it did its work. */
  private static void settle(FileSystem fileSystem, Path path, String writer, IOException failure)
      throws IOException {
    byte[] found;
    try {
      found = fileSystem.getXAttr(path, WRITER);
    } catch (FileNotFoundException e) {
      throw failure;
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
    if (found == null || !new String(found, StandardCharsets.UTF_8).equals(writer)) {
      IOException lost = new FileAlreadyExistsException(path.toString());
      lost.initCause(failure);
      throw lost;
    }
  }

  /** Without a name of their own meanwhile: a file appears when it is closed. */
  @Override
  public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
    return false;
  }
}
