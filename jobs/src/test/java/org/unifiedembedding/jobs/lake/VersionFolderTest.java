/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.HeadFile;
import org.unifiedembedding.embedding.snapshot.Manifest;

@Tag("spark")
class VersionFolderTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private static Path folder;

  /** The local disk under a scheme of its own, which the loader cannot read. */
  public static final class Remote extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("remote:///");
    }

    @Override
    public String getScheme() {
      return "remote";
    }
  }

  @BeforeAll
  static void writesAVersion() {
    TestVersion.write(TestSpark.session(), "one", folder.toString());
    HADOOP.setClass("fs.remote.impl", Remote.class, org.apache.hadoop.fs.FileSystem.class);
  }

  private static VersionFolder local() {
    return new VersionFolder(HADOOP, folder.toString());
  }

  private static VersionFolder remote() {
    return new VersionFolder(HADOOP, "remote://" + folder);
  }

  private static List<String> files(Path below) {
    try (var files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> below.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void looksIntoALocalFolderItself() {
    assertThat(local().<Path>locally(part -> false, path -> path)).isEqualTo(folder);
  }

  @Test
  void opensACopyOfARemoteVersion() {
    float[] expected = local().opened(table -> table.vector("user", "7"));

    assertThat(expected).hasSize(2 * TestVersion.WIDTH);
    assertThat(remote().<float[]>opened(table -> table.vector("user", "7"))).isEqualTo(expected);
  }

  @Test
  void copiesOnlyTheWantedPartsAndRemovesThem() {
    Path copy =
        remote()
            .locally(
                HeadFile.PATH::equals,
                path -> {
                  assertThat(files(path)).containsExactlyInAnyOrder(Manifest.PATH, HeadFile.PATH);
                  return path;
                });

    assertThat(copy).isNotEqualTo(folder).doesNotExist();
  }

  @Test
  void removesTheCopyWhenTheLookFails() {
    assertThatThrownBy(() -> remote().locally(part -> true, VersionFolderTest::fail))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unified-embedding-version")
        .extracting(thrown -> Path.of(String.valueOf(thrown.getMessage())), PATH)
        .isAbsolute()
        .doesNotExist();
  }

  private static Path fail(Path local) {
    throw new IllegalStateException(local.toString());
  }

  @Test
  void namesTheFolderThatCannotBeCopied() {
    VersionFolder unknown = new VersionFolder(HADOOP, "nowhere://host/version");

    assertThatThrownBy(() -> unknown.opened(table -> table))
        .isInstanceOfSatisfying(
            UnifiedEmbeddingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RETRY))
        .hasMessageStartingWith("Cannot copy nowhere://host/version: ");
  }
}
