/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.verify;

import static org.apache.spark.sql.functions.array_size;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.registry.Version;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.IncrementJson;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.embedding.snapshot.Sha256;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.cli.VerbContext;
import org.unifiedembedding.jobs.lake.DataFile;
import org.unifiedembedding.jobs.lake.DeltaLake;
import org.unifiedembedding.jobs.lake.VersionFolder;
import org.unifiedembedding.jobs.registry.PublishedVersion;

/** Reads every byte of a published version. */
final class VersionCheck {
  private final VerbContext context;
  private final Version version;
  private final VersionFolder folder;
  private final List<String> damage = new ArrayList<>();
  private final List<String> orphans = new ArrayList<>();

  VersionCheck(VerbContext context, Version version) {
    this.context = context;
    this.version = version;
    this.folder = PublishedVersion.folderOf(context, version);
  }

  List<String> damage() {
    return damage;
  }

  List<String> orphans() {
    return orphans;
  }

  void run() {
    Optional<String> text;
    try {
      text = folder.manifestText();
    } catch (UnifiedEmbeddingException e) {
      damaged(String.valueOf(e.getMessage()));
      return;
    }
    if (text.isEmpty()) {
      damaged(folder.path() + " has no " + Manifest.PATH);
      return;
    }
    String sha256 = ManifestJson.sha256(text.orElseThrow());
    if (!sha256.equals(version.manifestSha256())) {
      damaged(
          "the manifest in %s has SHA-256 %s, the registry says %s"
              .formatted(folder.path(), sha256, version.manifestSha256()));
      return;
    }
    Manifest manifest = ManifestJson.read(text.orElseThrow(), folder.path());
    try {
      for (Part part : manifest.files().parts()) {
        part(folder, part);
      }
      Set<String> known = new HashSet<>(Set.of(Manifest.PATH));
      manifest.files().parts().forEach(part -> known.add(part.path()));
      known.addAll(rows(manifest));
      orphans(known);
      exports(sha256);
      increments();
    } catch (IOException e) {
      throw Storage.failure("verify", folder.path(), e);
    }
  }

  /** Checks the version's exports in their default place. */
  private void exports(String sha256) throws IOException {
    String exports = context.paths().ofRun(version.runId()).exports();
    for (String path : new Storage(context.hadoop()).list(exports)) {
      VersionFolder exported = new VersionFolder(context.hadoop(), path);
      if (exported.manifestText().isEmpty()) {
        orphans.add(
            "version %d: %s, no complete export; ue export makes it again"
                .formatted(version.number(), path));
        continue;
      }
      Manifest manifest = exported.manifest();
      if (manifest.export() == null || !manifest.export().source().equals(sha256)) {
        damaged(path + " was made from another version");
      }
      for (Part part : manifest.files().parts()) {
        part(exported, part);
      }
    }
  }

  /** Checks the increments to the version and its exports. */
  private void increments() throws IOException {
    Storage storage = new Storage(context.hadoop());
    for (String format : storage.list(context.paths().ofRun(version.runId()).increments())) {
      for (String path : storage.list(format)) {
        Optional<String> text = storage.read(path + "/" + Increment.PATH);
        if (text.isEmpty()) {
          orphans.add(
              "version %d: %s, no complete increment; ue increment makes it again"
                  .formatted(version.number(), path));
          continue;
        }
        VersionFolder increment = new VersionFolder(context.hadoop(), path);
        for (Part part : IncrementJson.read(text.orElseThrow(), path).parts()) {
          part(increment, part);
        }
      }
    }
  }

  private void part(VersionFolder folder, Part part) throws IOException {
    Path file = new Path(folder.path(), part.path());
    FileSystem fileSystem = file.getFileSystem(context.hadoop());
    try {
      long bytes = fileSystem.getFileStatus(file).getLen();
      if (bytes != part.bytes()) {
        damaged("%s has %d bytes, the manifest says %d".formatted(file, bytes, part.bytes()));
        return;
      }
      String sha256 = sha256(fileSystem, file);
      if (!sha256.equals(part.sha256())) {
        damaged("%s has SHA-256 %s, the manifest says %s".formatted(file, sha256, part.sha256()));
      }
    } catch (FileNotFoundException e) {
      damaged(file + " does not exist");
    } catch (ChecksumException e) {
      damaged(file + " is not what was written: " + e.getMessage());
    }
  }

  private static String sha256(FileSystem fileSystem, Path file) throws IOException {
    try (InputStream stored = fileSystem.open(file);
        DigestInputStream in = new DigestInputStream(stored, Sha256.digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  /** Checks the Delta table; its files by their paths in the folder. */
  private Set<String> rows(Manifest manifest) {
    DeltaLake lake = new DeltaLake(context.spark());
    String table = folder.rowsTable();
    if (!lake.exists(table)) {
      damaged(table + " is no Delta table");
      return Set.of();
    }
    long deltaVersion = manifest.files().deltaVersion();
    if (lake.version(table) != deltaVersion) {
      damaged(
          "%s has version %d, the manifest says %d"
              .formatted(table, lake.version(table), deltaVersion));
    }
    Set<String> files = new HashSet<>();
    String base = new Path(folder.path()).toUri().getPath() + "/";
    for (DataFile file : lake.files(table, deltaVersion)) {
      files.add(new Path(file.path()).toUri().getPath().substring(base.length()));
    }
    counts(manifest, lake, table);
    return files;
  }

  private void counts(Manifest manifest, DeltaLake lake, String table) {
    long rows = manifest.table().geometry().rows();
    int width = manifest.table().geometry().width();
    context.spark().sparkContext().setJobDescription("verify: rows of version " + version.number());
    try {
      Row found =
          lake.read(table, manifest.files().deltaVersion())
              .agg(
                  count(lit(1)),
                  count_distinct(col("row")),
                  count_if(col("row").lt(0).or(col("row").geq(rows))),
                  count_if(array_size(col("vector")).notEqual(width)))
              .first();
      long stored = manifest.files().storedRows();
      if (found.getLong(0) != stored || found.getLong(1) != stored) {
        damaged(
            "%s has %d rows, %d of them different; the manifest says %d"
                .formatted(table, found.getLong(0), found.getLong(1), stored));
      }
      if (found.getLong(2) + found.getLong(3) > 0) {
        damaged(
            "%s has %d rows outside of [0, %d) and %d vectors that are not of %d floats"
                .formatted(table, found.getLong(2), rows, found.getLong(3), width));
      }
    } catch (Exception e) {
      // Whatever Spark stumbles over in the files is a finding; the next version is checked too.
      damaged("%s cannot be read: %s".formatted(table, firstLine(e)));
    } finally {
      context.spark().sparkContext().setJobDescription(null);
    }
  }

  private static String firstLine(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  private void orphans(Set<String> known) throws IOException {
    Path root = new Path(folder.path());
    String base = root.toUri().getPath() + "/";
    FileSystem fileSystem = root.getFileSystem(context.hadoop());
    RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(root, true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      String path = file.getPath().toUri().getPath().substring(base.length());
      if (!known.contains(path) && !path.startsWith("rows/_delta_log/")) {
        orphans.add(
            "version %d: %s, %,d bytes".formatted(version.number(), file.getPath(), file.getLen()));
      }
    }
  }

  private void damaged(String what) {
    damage.add("version %d: %s".formatted(version.number(), what));
  }
}
