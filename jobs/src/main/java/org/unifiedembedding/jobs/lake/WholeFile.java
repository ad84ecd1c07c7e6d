/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A file that is written under a name of its own and gets its place when it is closed. One whose
 * writing failed is removed.
 */
final class WholeFile extends FilterOutputStream {
  private final FileContext files;
  private final Path part;
  private final Path whole;
  private boolean open = true;
  private boolean failed;

  private WholeFile(OutputStream out, FileContext files, Path part, Path whole) {
    super(out);
    this.files = files;
    this.part = part;
    this.whole = whole;
  }

  /** A new file, which replaces an older one when it is closed. */
  static OutputStream create(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (fileSystem.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM)) {
      return fileSystem.create(path, true); // an object store does so by itself
    }
    Path whole = fileSystem.makeQualified(path);
    Path part = new Path(whole.getParent(), "." + whole.getName() + "." + UUID.randomUUID());
    FileContext files = FileContext.getFileContext(whole.toUri(), hadoop);
    return new WholeFile(fileSystem.create(part, false), files, part, whole);
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
  public void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      out.close();
    } catch (IOException e) {
      failed = true;
      throw e;
    } finally {
      if (failed) {
        files.delete(part, false);
      }
    }
    if (!failed) {
      files.rename(part, whole, Options.Rename.OVERWRITE);
    }
  }
}
