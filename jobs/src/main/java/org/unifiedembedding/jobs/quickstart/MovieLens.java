/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * A folder with the files of MovieLens-1M or MovieLens-100K as they are published, plain or
 * gzipped.
 *
 * @param configuration resource that reads them
 * @param titlesFile with the id and the title first in each line
 * @param separator between them
 */
record MovieLens(Path folder, String configuration, String titlesFile, String separator) {

  /** The data set in a folder: USAGE where it is none. */
  static MovieLens in(Path folder) {
    if (has(folder, "ratings.dat") && has(folder, "users.dat")) {
      return new MovieLens(folder, "conf/movielens.conf", "movies.dat", "::");
    }
    if (has(folder, "u.data") && has(folder, "u.user")) {
      return new MovieLens(folder, "conf/movielens-100k.conf", "u.item", "|");
    }
    throw new UnifiedEmbeddingException(
        ErrorCode.USAGE,
        "Invalid --movielens: '%s' (must be a folder with ratings.dat and users.dat of MovieLens-1M or with u.data and u.user of MovieLens-100K, plain or .gz)"
            .formatted(folder));
  }

  private static boolean has(Path folder, String name) {
    return Files.isReadable(folder.resolve(name)) || Files.isReadable(folder.resolve(name + ".gz"));
  }

  /** Values of the configuration that lead to the files. */
  Map<String, String> overrides() {
    return Map.of("data", folder.toAbsolutePath().normalize().toString());
  }

  /** Titles by movie id; empty where the file is not there. */
  Map<String, String> titles() {
    Path file = folder.resolve(titlesFile);
    if (!Files.isReadable(file)) {
      return Map.of();
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      Map<String, String> titles = new TreeMap<>();
      lines.forEach(line -> title(line).ifPresent(found -> titles.put(found.id(), found.title())));
      return titles;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private Optional<Title> title(String line) {
    int afterId = line.indexOf(separator);
    int afterTitle = line.indexOf(separator, afterId + separator.length());
    return afterId < 0 || afterTitle < 0
        ? Optional.empty()
        : Optional.of(
            new Title(
                line.substring(0, afterId),
                line.substring(afterId + separator.length(), afterTitle)));
  }

  private record Title(String id, String title) {}
}
