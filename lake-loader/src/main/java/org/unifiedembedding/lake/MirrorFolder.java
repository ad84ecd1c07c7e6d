/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.RowFormat;

/**
 * The local folder of a mirror. A version is a folder in it that appears and goes by a rename; when
 * it was used last is the folder's time of modification. Nothing is touched that is no version of
 * the mirror's format. All methods need the folder's lock.
 */
final class MirrorFolder {
  /** What the names of folders begin with that are no versions yet, or no more. */
  private static final String PARTIAL = ".partial-";

  private final Path path;
  private final RowFormat format;

  /**
   * A version in the folder.
   *
   * @param text of its manifest
   */
  record Held(Path path, String text, Manifest manifest) {
    Increment.End end() {
      return new Increment.End(manifest.runId(), ManifestJson.sha256(text));
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  MirrorFolder(Path path, RowFormat format) {
    this.path = path;
    this.format = format;
    io("make", () -> Files.createDirectories(path));
  }

  /** The folder itself. */
  Path path() {
    return path;
  }

  /** Where a run's version is, or will be. */
  Path place(String runId) {
    if (!runId.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Invalid run id: '%s' (must be letters, digits, '_', '.' and '-'; the registry or a manifest is damaged)"
              .formatted(runId));
    }
    return path.resolve(format == RowFormat.FLOAT32 ? runId : runId + "." + format);
  }

  /** The run's version, where there is a folder that says that it is one. */
  Optional<Held> held(String runId) {
    return held(place(runId));
  }

  private Optional<Held> held(Path folder) {
    Path file = folder.resolve(Manifest.PATH);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      String text = Files.readString(file);
      Manifest manifest = ManifestJson.read(text, file.toString());
      boolean ours = manifest.rowFormat() == format && place(manifest.runId()).equals(folder);
      return ours ? Optional.of(new Held(folder, text, manifest)) : Optional.empty();
    } catch (IOException | UnifiedEmbeddingException e) {
      return Optional
          .empty(); // nobody's version: a later copy takes its place, if it is in the way
    }
  }

  /** All versions of the mirror's format, the one that was used last first. */
  List<Held> all() {
    List<Held> all = new ArrayList<>();
    io(
        "list",
        () -> {
          try (Stream<Path> folders = Files.list(path)) {
            folders
                .filter(folder -> !name(folder).startsWith("."))
                .sorted(Comparator.comparing(MirrorFolder::used).reversed())
                .forEach(folder -> held(folder).ifPresent(all::add));
          }
        });
    return all;
  }

  private static Instant used(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (IOException e) {
      throw failure("look at", folder, e);
    }
  }

  /** An empty folder for what is being made. */
  Path newPartial() {
    Path partial = path.resolve(PARTIAL + UUID.randomUUID());
    io("make", () -> Files.createDirectory(partial));
    return partial;
  }

  /** Gives a whole version its place; what is there goes first. */
  Path appear(Path whole, String runId) {
    Path place = place(runId);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      remove(place);
    }
    io("rename", () -> Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE));
    return place;
  }

  /**
   * Notes that a version is used now, keeps the one that was used before it, and removes others.
   */
  void use(Path version) {
    io("touch", () -> Files.setLastModifiedTime(version, FileTime.from(Instant.now())));
    all().stream()
        .map(Held::path)
        .filter(other -> !other.equals(version))
        .skip(1)
        .forEach(this::remove);
  }

  /** Removes a folder: what was a version is none from the first moment on. */
  private void remove(Path folder) {
    Path partial = path.resolve(PARTIAL + UUID.randomUUID());
    io("rename", () -> Files.move(folder, partial, StandardCopyOption.ATOMIC_MOVE));
    delete(partial);
  }

  /** Removes what updates left that were killed. */
  void removeLeftovers() {
    io(
        "list",
        () -> {
          List<Path> found;
          try (Stream<Path> files = Files.list(path)) {
            found = files.filter(file -> name(file).startsWith(PARTIAL)).toList();
          }
          found.forEach(this::delete);
        });
  }

  /** Removes a folder that is no version. */
  void delete(Path partial) {
    io(
        "remove",
        () -> {
          try (Stream<Path> files = Files.walk(partial)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
              Files.delete(file);
            }
          }
        });
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void io(String action, Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw failure(action, path, e);
    }
  }

  private static UnifiedEmbeddingException failure(String action, Path what, IOException e) {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY,
        "Cannot %s in the mirror's folder %s: %s. Check its space and rights, and update again."
            .formatted(action, what, e),
        e);
  }
}
