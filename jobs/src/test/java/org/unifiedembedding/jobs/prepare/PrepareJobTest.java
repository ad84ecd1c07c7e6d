/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.address.Fingerprint;
import org.unifiedembedding.embedding.example.ExampleBlock;

@Tag("spark")
class PrepareJobTest {
  private static final String CLICKS =
      """
      source {
        inputs.clicks { format = csv, path = ${data}"/clicks.csv", header = true }
        label = click
        split { validation = 0, test = 0 }
      }
      features = [
        { name = user }
        { name = tags, type = multi-valued, separator = "|" }
        { name = age, type = bucketised, boundaries = [18, 65] }
        { name = price, type = numeric, log = 1, missing = -1 }
        { name = both, type = cross, parts = [user, age] }
      ]
      """;

  @TempDir Path folder;

  @Test
  void turnsARecordIntoLabelFingerprintsAndNumbers() {
    PrepareFixture fixture = new PrepareFixture(folder);
    fixture.file("clicks.csv", "click,user,tags,age,price", "1,ada,a|b,20,1.5");
    PreparedExamples examples = fixture.prepare(CLICKS);
    assertThat(examples.units("train")).extracting(UnitLocation::size).containsExactly(1);
    ExampleBlock block = PrepareFixture.blocks(examples, "train").get(0);
    assertThat(block.labels()).containsExactly(1f);
    assertThat(block.weights()).containsExactly(1f);
    assertThat(block.single()).containsExactly(Fingerprint.of("ada"), Fingerprint.of("1"));
    assertThat(block.multiStart()).containsExactly(0, 2);
    assertThat(block.multi()).containsExactly(Fingerprint.of("a"), Fingerprint.of("b"));
    assertThat(block.numeric()).containsExactly((float) Math.log(2.5));
    assertThat(examples.units("test")).isEqualTo(List.of());
  }

  @Test
  void keepsMissingValuesApart() {
    PrepareFixture fixture = new PrepareFixture(folder);
    fixture.file("clicks.csv", "click,user,tags,age,price", "0,,,,");
    ExampleBlock block = PrepareFixture.blocks(fixture.prepare(CLICKS), "train").get(0);
    assertThat(block.single()).containsExactly(Fingerprint.MISSING, Fingerprint.MISSING);
    assertThat(block.multiStart()).containsExactly(0, 0);
    assertThat(block.numeric()).containsExactly(-1f);
  }
}
