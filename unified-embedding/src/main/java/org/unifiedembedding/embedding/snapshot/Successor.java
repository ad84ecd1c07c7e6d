/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * Writes the files of a later version out of those of an earlier one and the increments between
 * them. What comes out is the later version byte for byte, as the checksums of its manifest prove:
 * nothing that was left out, repeated or damaged on the way goes unnoticed.
 */
public final class Successor {
  private final Path version;
  private final Path target;

  private Successor(Path version, Path target) {
    this.version = version;
    this.target = target;
  }

  /**
   * Writes a version to a folder of its own, which appears complete or not at all. The earlier
   * version stays as it is. Takes the time of copying and checking the snapshot once.
   *
   * @param version local folder of the earlier version
   * @param increments local folders of the increments, in their order
   * @param target folder that does not exist yet; one that holds the later version already is left
   *     alone
   * @return the manifest of the later version
   * @throws UnifiedEmbeddingException CONFLICT where an increment belongs to another version than
   *     the one before it, or the target holds something else; BAD_FORMAT where a file is damaged
   */
  public static Manifest write(Path version, List<Path> increments, Path target) {
    if (increments.isEmpty()) {
      throw new IllegalArgumentException("Invalid increments: none (give at least one)");
    }
    return new Successor(version, target).write(increments);
  }

  private Manifest write(List<Path> folders) {
    Increment.End last = Increment.End.of(text(version.resolve(Manifest.PATH)));
    for (Path folder : folders) {
      Increment increment = IncrementJson.read(folder);
      checkFollows(last, increment, folder);
      SnapshotReader.verify(folder, increment.parts());
      last = increment.to();
    }
    Path end = folders.get(folders.size() - 1);
    String text = text(end.resolve(Increment.TARGET));
    if (!ManifestJson.sha256(text).equals(last.manifestSha256())) {
      throw ArrowFile.bad(end.resolve(Increment.TARGET), "it is not the manifest of " + last, null);
    }
    Manifest manifest = ManifestJson.read(text, end.resolve(Increment.TARGET).toString());
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      checkSame(last);
      return manifest;
    }
    Path partial = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID());
    try {
      make(partial, folders, manifest);
      SnapshotReader.verify(partial, manifest);
      Files.writeString(partial.resolve(Manifest.PATH), text);
      publish(partial, last);
      return manifest;
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot write version " + target + ": " + e, e);
    } finally {
      delete(partial);
    }
  }

  private static void checkFollows(Increment.End last, Increment increment, Path folder) {
    if (increment.from().equals(last)) {
      return;
    }
    String problem =
        increment.to().equals(last)
            ? "that is where it leads to (it is applied already)"
            : "it is made for %s (one is missing, out of order, or of another table)"
                .formatted(increment.from());
    throw new UnifiedEmbeddingException(
        ErrorCode.CONFLICT,
        "Cannot apply increment %s to %s: %s. Apply the increments in their order, or load the whole version."
            .formatted(folder, last, problem));
  }

  private void checkSame(Increment.End wanted) {
    Path manifest = target.resolve(Manifest.PATH);
    if (!Files.exists(manifest) || !Increment.End.of(text(manifest)).equals(wanted)) {
      throw new UnifiedEmbeddingException(
          ErrorCode.CONFLICT,
          "Cannot write version %s: the folder holds something else than %s. Choose a folder that does not exist."
              .formatted(target, wanted));
    }
  }

  private void make(Path partial, List<Path> increments, Manifest manifest) throws IOException {
    Path end = increments.get(increments.size() - 1);
    RowFiles files = manifest.rowFiles();
    Files.createDirectories(partial.resolve(HeadFile.PATH).getParent());
    for (Part part : manifest.files().parts()) {
      boolean rows = !part.path().equals(HeadFile.PATH) && !part.path().equals(VocabularyFile.PATH);
      Files.copy((rows ? version : end).resolve(part.path()), partial.resolve(part.path()));
    }
    for (Path increment : increments) {
      for (int file = 0; file < files.count(); file++) {
        if (Files.exists(increment.resolve(RowFiles.path(file)))) {
          RowChanges.apply(increment, partial, files, manifest.rowFormat(), file);
        }
      }
    }
  }

  private void publish(Path partial, Increment.End last) throws IOException {
    try {
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target.resolve(Manifest.PATH))) {
        throw e;
      }
      checkSame(last); // another process was faster
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw ArrowFile.bad(path, "it cannot be read (" + e + ")", e);
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(ErrorCode.RETRY, "Cannot remove " + folder + ": " + e, e);
    }
  }
}
