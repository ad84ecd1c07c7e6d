/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that readers see whole or not at all: it gets its place when it is closed, in one step,
 * and replaces an older one. Of several writers at once the last one wins. What a failed write left
 * is removed.
 */
public final class WholeFile extends OutputStream {
  private final FSDataOutputStream out;
  private final FileSystem files;

  /** Where the bytes are until then; null on an object store, which shows no open file. */
  private final @Nullable Path part;

  private final Path whole;
  private boolean open = true;
  private boolean failed;

  private WholeFile(FSDataOutputStream out, FileSystem files, @Nullable Path part, Path whole) {
    this.out = out;
    this.files = files;
    this.part = part;
    this.whole = whole;
  }

  /** A new file, and the folders above it where they are not there. */
  public static OutputStream create(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    Path whole = files.makeQualified(path);
    if (files.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM)) {
      return new WholeFile(files.create(path, true), files, null, whole);
    }
    Path part = new Path(whole.getParent(), "." + whole.getName() + "." + UUID.randomUUID());
    // A checksum file beside it could not be replaced in the same moment.
    FileSystem plain = files instanceof LocalFileSystem local ? local.getRaw() : files;
    return new WholeFile(plain.create(part, false), files, part, whole);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    if (part != null) {
      close(part);
    } else if (failed) {
      out.abort();
    } else {
      out.close();
    }
  }

  private void close(Path written) throws IOException {
    boolean placed = false;
    try {
      out.close();
      if (!failed) {
        place(written);
        placed = true;
      }
    } finally {
      if (!placed) {
        files.delete(written, false);
      }
    }
  }

  private void place(Path written) throws IOException {
    if (files instanceof LocalFileSystem local) {
      Files.deleteIfExists(local.pathToFile(local.getChecksumFile(whole)).toPath());
      // Hadoop's own rename removes the older file first.
      Files.move(
          local.pathToFile(written).toPath(),
          local.pathToFile(whole).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(whole.toUri(), files.getConf())
          .rename(written, whole, Options.Rename.OVERWRITE);
    }
  }
}
