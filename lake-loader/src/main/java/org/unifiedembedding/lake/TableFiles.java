/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.Sha256;

/** The files of a table in any of Hadoop's file systems, by their paths in its folder. */
final class TableFiles {
  private final String table;
  private final Configuration hadoop;

  TableFiles(String table, Configuration hadoop) {
    this.table = new Path(table).toString();
    this.hadoop = hadoop;
  }

  /** The path of the table's folder. */
  String table() {
    return table;
  }

  /** The whole path of a file or folder. */
  String path(String name) {
    return table + "/" + name;
  }

  /** The text of a file, empty where it is not there. */
  Optional<String> text(String file) {
    Path path = new Path(path(file));
    try (InputStream in = files(path).open(path)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  /** The names of the folders in a folder, sorted; none where it is not there. */
  List<String> folders(String folder) {
    Path path = new Path(path(folder));
    try {
      return Stream.of(files(path).listStatus(path))
          .filter(FileStatus::isDirectory)
          .map(found -> found.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("list", path, e);
    }
  }

  /**
   * Copies a file to its path in a local folder.
   *
   * @throws UnifiedEmbeddingException BAD_FORMAT where it is missing, or has another size or
   *     checksum than the part says
   */
  void copy(String folder, Part part, java.nio.file.Path to) {
    Path from = new Path(path(folder + "/" + part.path()));
    java.nio.file.Path local = to.resolve(part.path());
    MessageDigest digest = Sha256.digest();
    long bytes;
    try {
      Files.createDirectories(Objects.requireNonNull(local.getParent()));
      try (InputStream in = files(from).open(from);
          OutputStream out = new DigestOutputStream(Files.newOutputStream(local), digest)) {
        bytes = in.transferTo(out);
      }
    } catch (FileNotFoundException e) {
      throw damaged(from, "it does not exist", e);
    } catch (IOException e) {
      throw failure("copy", from, e);
    }
    if (bytes != part.bytes()) {
      throw damaged(from, "it has %d bytes, not %d".formatted(bytes, part.bytes()), null);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    if (!sha256.equals(part.sha256())) {
      throw damaged(from, "its SHA-256 is %s, not %s".formatted(sha256, part.sha256()), null);
    }
  }

  /** Our own checksums cover all bytes, so those that Hadoop keeps beside local files need not. */
  private FileSystem files(Path path) throws IOException {
    FileSystem found = path.getFileSystem(hadoop);
    return found instanceof LocalFileSystem local ? local.getRaw() : found;
  }

  private static UnifiedEmbeddingException damaged(
      Path file, String problem, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Damaged file %s: %s. Choose another version, or make this one again."
            .formatted(file, problem),
        cause);
  }

  private static UnifiedEmbeddingException failure(String action, Path file, IOException e) {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY,
        "Cannot %s %s: %s. Check the storage and the local disk, and update again."
            .formatted(action, file, e),
        e);
  }
}
