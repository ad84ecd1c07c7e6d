/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.SaveMode;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** A source whose column, or a configuration whose feature, is of another type than before. */
@Tag("spark")
class ChangedTypeTest {
  private static final String CLICKS =
      """
      source {
        inputs.clicks { format = parquet, path = ${data}"/clicks" }
        label = click
        split { validation = 0, test = 0 }
      }
      """;
  private static final String USER = CLICKS + "features = [{ name = user }]";

  @TempDir Path folder;
  private PrepareFixture fixture;

  @BeforeEach
  void makeFixture() {
    fixture = new PrepareFixture(folder);
  }

  /** Writes 50 users, of the SQL type, over what is there or beside it. */
  private void write(String type, SaveMode mode) {
    PrepareFixture.spark()
        .range(50)
        .selectExpr("cast(id % 2 as int) click", "cast(id as " + type + ") user")
        .coalesce(1)
        .write()
        .mode(mode)
        .parquet(folder.resolve("clicks").toString());
  }

  private PreparedExamples prepare(String runId) {
    return fixture.prepare(fixture.config(USER), runId);
  }

  private static long[] users(PreparedExamples examples) {
    return PrepareFixture.blocks(examples, "train").stream()
        .flatMapToLong(block -> Arrays.stream(block.single()))
        .toArray();
  }

  private static void refuses(ThrowingCallable work, ErrorCode code, String... parts) {
    assertThatThrownBy(work)
        .hasMessageContainingAll(parts)
        .asInstanceOf(InstanceOfAssertFactories.type(UnifiedEmbeddingException.class))
        .returns(code, UnifiedEmbeddingException::code);
  }

  @Test
  void integersThatBecameTextsAreTheSameValues() {
    write("int", SaveMode.Overwrite);
    long[] integers = users(prepare("integers"));
    write("string", SaveMode.Overwrite);
    PreparedExamples texts = prepare("texts");

    assertThat(texts.statistics().feature("user").sourceType()).isEqualTo("STRING");
    assertThat(users(texts)).hasSize(50).containsExactlyInAnyOrder(integers);
  }

  @Test
  void integersThatBecameFractionsAreRefusedUntilTheTextIsSaid() {
    write("int", SaveMode.Overwrite);
    long[] integers = users(prepare("integers"));
    write("double", SaveMode.Overwrite);

    refuses(
        () -> prepare("fractions"),
        ErrorCode.BAD_INPUT,
        "Feature 'user' has the type DOUBLE, whose values have no canonical text to hash",
        "cast(x as bigint)");
    assertThat(PrepareFixture.filesBelow(Path.of(fixture.paths("fractions").run()))).isEmpty();
    assertThat(users(prepare("integers"))).isEqualTo(integers);
    String cast = CLICKS + "features = [{ name = user, expression = \"cast(user as bigint)\" }]";
    assertThat(users(fixture.prepare(fixture.config(cast), "fractions")))
        .containsExactlyInAnyOrder(integers);
  }

  @Test
  void aFileWhoseColumnHasAnotherTypeIsNamed() throws Exception {
    write("string", SaveMode.Overwrite);
    write("int", SaveMode.Append);

    refuses(
        () -> prepare("run"),
        ErrorCode.BAD_INPUT,
        "Column [user] of file://" + folder.toRealPath() + "/clicks/part-",
        "cast the column in source.query");
    assertThat(PrepareFixture.filesBelow(folder.resolve("out"))).isEmpty();
  }

  @Test
  void examplesOfAnotherFeatureTypeAreNotTrainedOn() {
    write("int", SaveMode.Overwrite);
    PreparedStatistics prepared = prepare("run").statistics();

    prepared.checkTypes(fixture.config(USER).features());
    refuses(
        () ->
            prepared.checkTypes(
                fixture
                    .config(
                        CLICKS
                            + "features = [{ name = click }, { name = user, type = bucketised,"
                            + " boundaries = [9] }]")
                    .features()),
        ErrorCode.USAGE,
        "Feature 'click' is categorical, but the prepared examples do not have it");
    refuses(
        () ->
            prepared.checkTypes(
                fixture
                    .config(
                        CLICKS
                            + "features = [{ name = user, type = bucketised, boundaries = [9] }]")
                    .features()),
        ErrorCode.USAGE,
        "Feature 'user' is bucketised, but the prepared examples have it as categorical",
        "prepare again with this configuration, under another run id");
  }
}
