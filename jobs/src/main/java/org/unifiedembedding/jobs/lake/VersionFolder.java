/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.apache.spark.util.SerializableConfiguration;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.loader.EmbeddingTable;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.VocabularyFile;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.WholeFile;

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

  /** What its file system is opened with. */
  Configuration hadoop() {
    return hadoop.value();
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
  public void commit(Manifest manifest) {
    new Storage(hadoop.value()).write(path + "/" + Manifest.PATH, ManifestJson.write(manifest));
  }

  /**
   * A new file that appears when it is closed and replaces an older one, so that of several writers
   * of the same bytes none disturbs another.
   */
  public OutputStream create(String part) throws IOException {
    return WholeFile.create(new Path(path, part), hadoop.value());
  }

  /**
   * Copies head and vocabulary of a version, replacing what is there.
   *
   * @param manifest of the version
   * @return what was copied
   */
  public List<Part> copyHead(VersionFolder version, Manifest manifest) {
    List<Part> parts =
        manifest.files().parts().stream()
            .filter(p -> p.path().equals(HeadFile.PATH) || p.path().equals(VocabularyFile.PATH))
            .toList();
    for (Part part : parts) {
      try {
        copyFrom(version, part.path());
      } catch (IOException e) {
        throw Storage.failure("copy", version.path + "/" + part.path(), e);
      }
    }
    return parts;
  }

  /** Copies a part of another version's folder, replacing an older one. */
  public void copyFrom(VersionFolder other, String part) throws IOException {
    Path from = new Path(other.path, part);
    try (InputStream in = from.getFileSystem(hadoop.value()).open(from);
        OutputStream out = create(part)) {
      in.transferTo(out);
    }
  }

  /**
   * Removes the folder, the manifest first: a reader meets a whole version or none, also where this
   * is interrupted. A folder that is not there is fine.
   */
  public void delete() {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop.value());
      fileSystem.delete(new Path(path, Manifest.PATH), false);
      fileSystem.delete(new Path(path), true);
    } catch (IOException e) {
      throw Storage.failure("delete", path, e);
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
        throw Storage.failure("read", file.toString(), e);
      }
    }
  }

  /**
   * What {@code look} finds in the version's table, opened by the loader as {@link #locally} says.
   *
   * @throws UnifiedEmbeddingException BAD_FORMAT where there is no complete version, RETRY where a
   *     remote one cannot be copied to local disk
   */
  public <T> T opened(Function<EmbeddingTable, T> look) {
    return locally(part -> true, local -> look.apply(EmbeddingTable.open(local)));
  }

  /**
   * What {@code look} finds in the version's files on local disk: in the folder itself where it is
   * local, else in a copy of the manifest and some parts that goes away afterwards.
   *
   * @param wanted which parts are needed, by path; a copy has no others
   * @throws UnifiedEmbeddingException RETRY where a remote version cannot be copied
   */
  public <T> T locally(Predicate<String> wanted, Function<java.nio.file.Path, T> look) {
    return locally((fileSystem, copy) -> copy(fileSystem, wanted, copy), look);
  }

  /** The same of a folder with some parts, whether it has a manifest yet or not. */
  public <T> T locally(List<String> parts, Function<java.nio.file.Path, T> look) {
    return locally((fileSystem, copy) -> copyParts(fileSystem, parts, copy), look);
  }

  private interface Copying {
    void copy(FileSystem from, java.nio.file.Path to) throws IOException;
  }

  private <T> T locally(Copying copying, Function<java.nio.file.Path, T> look) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop.value());
      if (fileSystem.getScheme().equals("file")) {
        return look.apply(java.nio.file.Path.of(new Path(path).toUri().getPath()));
      }
      java.nio.file.Path copy = Files.createTempDirectory("unified-embedding-version");
      try {
        copying.copy(fileSystem, copy);
        return look.apply(copy);
      } finally {
        FileUtil.fullyDelete(copy.toFile());
      }
    } catch (IOException e) {
      throw Storage.failure("copy", path, e);
    }
  }

  private void copy(FileSystem from, Predicate<String> wanted, java.nio.file.Path to)
      throws IOException {
    Manifest manifest = manifest();
    copyParts(from, manifest.files().parts().stream().map(Part::path).filter(wanted).toList(), to);
    Files.writeString(
        to.resolve(Manifest.PATH), ManifestJson.write(manifest), StandardCharsets.UTF_8);
  }

  private void copyParts(FileSystem from, List<String> parts, java.nio.file.Path to)
      throws IOException {
    for (String part : parts) {
      java.nio.file.Path target = to.resolve(part);
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      from.copyToLocalFile(false, new Path(path, part), new Path(target.toUri()), true);
    }
  }
}
