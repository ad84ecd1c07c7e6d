/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.Vocabulary;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

class VocabularyFileTest {
  @TempDir Path folder;

  @BeforeEach
  void createsFolder() throws IOException {
    Files.createDirectories(folder.resolve("snapshot"));
  }

  private void write(Map<String, Vocabulary> vocabularies) throws IOException {
    VocabularyFile.write(Files.newOutputStream(folder.resolve(VocabularyFile.PATH)), vocabularies);
  }

  @Test
  void keepsOrderTextsNullsAndEmptyVocabularies() throws IOException {
    Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();
    vocabularies.put("z", Vocabulary.of(List.of("b", "a", "😀")));
    vocabularies.put("empty", Vocabulary.of(List.of()));
    vocabularies.put("a", Vocabulary.of(new long[] {42, -1}, Arrays.asList(null, "")));
    write(vocabularies);

    Map<String, Vocabulary> read = VocabularyFile.read(folder, List.copyOf(vocabularies.keySet()));

    assertThat(read).containsExactlyEntriesOf(vocabularies);
  }

  @Test
  void noExactFeaturesIsAnEmptyFile() throws IOException {
    write(Map.of());

    assertThat(VocabularyFile.read(folder, List.of())).isEmpty();
  }

  @Test
  void refusesValuesOfOtherFeature() throws IOException {
    write(Map.of("a", Vocabulary.of(List.of("x"))));

    assertThatThrownBy(() -> VocabularyFile.read(folder, List.of("b")))
        .isInstanceOf(UnifiedEmbeddingException.class)
        .hasMessageContaining("its values are damaged");
  }
}
