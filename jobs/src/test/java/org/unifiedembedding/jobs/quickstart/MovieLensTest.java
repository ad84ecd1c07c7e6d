/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class MovieLensTest {
  @TempDir private Path folder;

  @Test
  void findsTheMillionGzippedWithTitles() throws IOException {
    Files.createFile(folder.resolve("ratings.dat.gz"));
    Files.createFile(folder.resolve("users.dat"));
    Files.writeString(
        folder.resolve("movies.dat"),
        "1::Les Misérables (1995)::Drama\nbroken\n",
        StandardCharsets.ISO_8859_1);
    MovieLens found = MovieLens.in(folder);
    assertThat(found.configuration()).isEqualTo("conf/movielens.conf");
    assertThat(found.overrides()).containsEntry("data", folder.toString());
    assertThat(found.titles()).hasSize(1).containsEntry("1", "Les Misérables (1995)");
  }

  @Test
  void findsTheHundredThousandWithoutTitles() throws IOException {
    Files.createFile(folder.resolve("u.data"));
    Files.createFile(folder.resolve("u.user"));
    MovieLens found = MovieLens.in(folder);
    assertThat(found.configuration()).isEqualTo("conf/movielens-100k.conf");
    assertThat(found.titles()).isEmpty();
  }

  @Test
  void refusesAnotherFolder() {
    assertThatThrownBy(() -> MovieLens.in(folder))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("ratings.dat and users.dat");
  }
}
