/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.jobs.cli.Storage;

/** The folder of a version in any of Hadoop's file systems. Travels to Spark tasks. */
public final class VersionFolder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration hadoop;
  private final String path;

  public VersionFolder(Configuration hadoop, String path) {
    this.hadoop = new SerializableConfiguration(hadoop);
    this.path = path;
  }

  public String path() {
    return path;
  }

  /** Where the Delta table of the rows is. */
  public String rowsTable() {
    return path + "/rows";
  }

  /** The text of the manifest, empty when there is no complete version. */
  public Optional<String> manifestText() {
    return new Storage(hadoop.value()).read(path + "/" + Manifest.PATH);
  }

  /** The manifest; a folder without one is BAD_FORMAT. */
  public Manifest manifest() {
    String text =
        manifestText()
            .orElseThrow(
                () ->
                    new UnifiedEmbeddingException(
                        ErrorCode.BAD_FORMAT,
                        "There is no complete version in %s: it has no %s. Train it first."
                            .formatted(path, Manifest.PATH)));
    return ManifestJson.read(text, path + "/" + Manifest.PATH);
  }

  /** Makes the folder a version. */
  void commit(Manifest manifest) {
    new Storage(hadoop.value()).write(path + "/" + Manifest.PATH, ManifestJson.write(manifest));
  }

  /** A new file, replacing an older one. */
  OutputStream create(String part) throws IOException {
    Path file = new Path(path, part);
    return file.getFileSystem(hadoop.value()).create(file, true);
  }

  /** Removes what an interrupted writer left. */
  void delete() {
    try {
      new Path(path).getFileSystem(hadoop.value()).delete(new Path(path), true);
    } catch (IOException e) {
      throw failure("delete", path, e);
    }
  }

  /** Refuses a version with a part that is missing or of another size: BAD_FORMAT. */
  public void checkParts(Manifest manifest) {
    for (Part part : manifest.files().parts()) {
      Path file = new Path(path, part.path());
      try {
        FileSystem fileSystem = file.getFileSystem(hadoop.value());
        long bytes = fileSystem.exists(file) ? fileSystem.getFileStatus(file).getLen() : -1;
        if (bytes != part.bytes()) {
          throw new UnifiedEmbeddingException(
              ErrorCode.BAD_FORMAT,
              "Damaged version: %s %s, the manifest says %d bytes. Copy or train it again."
                  .formatted(file, bytes < 0 ? "does not exist" : "has " + bytes, part.bytes()));
        }
      } catch (IOException e) {
        throw failure("read", file.toString(), e);
      }
    }
  }

  /**
   * The version in a local folder: the folder itself where it is local, else a copy of manifest and
   * snapshot below {@code cache}.
   */
  public java.nio.file.Path local(java.nio.file.Path cache) {
    return local(cache, part -> true);
  }

  /** The same where only some parts are needed: a copy has no others. */
  public java.nio.file.Path local(java.nio.file.Path cache, Predicate<String> wanted) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop.value());
      if (fileSystem.getScheme().equals("file")) {
        return java.nio.file.Path.of(new Path(path).toUri().getPath());
      }
      Manifest manifest = manifest();
      for (Part part : manifest.files().parts()) {
        if (!wanted.test(part.path())) {
          continue;
        }
        java.nio.file.Path target = cache.resolve(part.path());
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Path copy = new Path(target.toUri());
        fileSystem.copyToLocalFile(false, new Path(path, part.path()), copy, true);
      }
      Files.writeString(
          cache.resolve(Manifest.PATH), ManifestJson.write(manifest), StandardCharsets.UTF_8);
      return cache;
    } catch (IOException e) {
      throw failure("copy", path, e);
    }
  }

  private static UnifiedEmbeddingException failure(String action, String file, IOException e) {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY,
        "Cannot %s %s: %s (check the path and its permissions, then run the same command again)"
            .formatted(action, file, e.getMessage()),
        e);
  }
}
