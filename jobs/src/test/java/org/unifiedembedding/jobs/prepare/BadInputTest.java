/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

@Tag("spark")
class BadInputTest {
  private static final String CLICKS =
      """
      source {
        inputs.clicks { format = csv, path = ${data}"/clicks.csv", header = true }
        label = click
        split { validation = 0, test = 0 }
      }
      """;

  @TempDir Path folder;
  private PrepareFixture fixture;

  @BeforeEach
  void makeFixture() {
    fixture = new PrepareFixture(folder);
  }

  private void refuses(String config, ErrorCode code, String... parts) {
    AbstractThrowableAssert<?, ? extends Throwable> thrown =
        assertThatThrownBy(() -> fixture.prepare(config)).hasMessageContainingAll(parts);
    thrown
        .asInstanceOf(InstanceOfAssertFactories.type(UnifiedEmbeddingException.class))
        .extracting(UnifiedEmbeddingException::code)
        .isEqualTo(code);
    assertThat(PrepareFixture.filesBelow(folder.resolve("out"))).isEmpty();
  }

  @Test
  void namesAMissingColumn() {
    fixture.file("clicks.csv", "click,user", "1,ada");
    refuses(
        CLICKS + "features = [{ name = item }]",
        ErrorCode.BAD_INPUT,
        "feature 'item' needs the column `item`",
        "It has: click, user");
  }

  @Test
  void namesAMissingColumnThatIsAFunctionOfSpark() {
    fixture.file("clicks.csv", "click,item", "1,shoe");
    refuses(
        CLICKS + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "feature 'user' needs the column `user`",
        "It has: click, item");
  }

  @Test
  void namesTheColumnAnExpressionLacks() {
    fixture.file("clicks.csv", "click,user", "1,ada");
    refuses(
        CLICKS + "features = [{ name = f, expression = \"lower(usr)\" }]",
        ErrorCode.BAD_INPUT,
        "feature 'f' needs the column `usr`");
  }

  @Test
  void refusesAnExpressionThatIsNoSql() {
    fixture.file("clicks.csv", "click,user", "1,ada");
    refuses(
        CLICKS + "features = [{ name = f, expression = \"lower(user\" }]",
        ErrorCode.USAGE,
        "Cannot use the expression \"lower(user\" of the feature 'f'");
  }

  @ParameterizedTest
  @CsvSource({"cast(x AS double),DOUBLE", "cast(x AS timestamp),TIMESTAMP", "cast(x AS date),DATE"})
  void refusesCategoriesWithoutCanonicalText(String expression, String type) {
    fixture.file("clicks.csv", "click,x", "1,2");
    refuses(
        CLICKS + "features = [{ name = f, expression = \"" + expression + "\" }]",
        ErrorCode.BAD_INPUT,
        "Feature 'f' has the type " + type,
        "Give an expression such as");
  }

  @Test
  void refusesADateAsNumber() {
    fixture.file("clicks.csv", "click,x", "1,2024-01-01");
    refuses(
        CLICKS
            + "features = [{ name = click }, "
            + "{ name = f, type = numeric, expression = \"cast(x AS date)\" }]",
        ErrorCode.BAD_INPUT,
        "feature 'f' has the type DATE where a number is needed");
  }

  @Test
  void refusesATextWithoutSeparatorAsList() {
    fixture.file("clicks.csv", "click,tags", "1,a|b");
    refuses(
        CLICKS + "features = [{ name = tags, type = multi-valued }]",
        ErrorCode.BAD_INPUT,
        "Multi-valued feature 'tags' has the type STRING and no separator");
  }

  @Test
  void refusesATruncatedGzip() throws Exception {
    StringBuilder lines = new StringBuilder("click,user\n");
    new Random(7).ints(20_000).forEach(i -> lines.append("1,").append(i).append('\n'));
    Path file =
        fixture.gzip("clicks.csv.gz", lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    refuses(
        CLICKS.replace("clicks.csv", "clicks.csv.gz") + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "Cannot read",
        "clicks.csv.gz",
        "truncated");
  }

  @Test
  void refusesWhatIsNoGzip() {
    fixture.file("clicks.csv.gz", "click,user", "1,ada");
    refuses(
        CLICKS.replace("clicks.csv", "clicks.csv.gz") + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "Cannot read",
        "clicks.csv.gz",
        "Copy it again");
  }

  @Test
  void refusesAFileOfAnotherFormatInAFolder() {
    PrepareFixture.spark().range(3).write().parquet(fixture.folder().resolve("ids").toString());
    fixture.file("ids/clicks.csv", "click,user", "1,ada");
    refuses(
        CLICKS.replace("csv, path", "parquet, path").replace("/clicks.csv", "/ids")
            + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "Cannot read",
        "ids/clicks.csv",
        "is not a Parquet file",
        "leave it out of the path");
  }

  @Test
  void refusesAnEmptyFile() {
    fixture.file("clicks.csv", new byte[0]);
    refuses(
        CLICKS + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "Input 'clicks' has no columns",
        "clicks.csv is empty");
  }

  @Test
  void refusesAHeaderWithoutRecords() {
    fixture.file("clicks.csv", "click,user");
    refuses(
        CLICKS + "features = [{ name = user }]", ErrorCode.BAD_INPUT, "The source has no records");
  }

  @Test
  void refusesAPathWithoutFiles() {
    refuses(
        CLICKS + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "Cannot find the files of input 'clicks'",
        "clicks.csv");
  }

  @Test
  void refusesAHeaderThatNamesOtherColumns() {
    fixture.file("clicks.csv", "user,click", "ada,1");
    refuses(
        CLICKS
            + "source.inputs.clicks.columns = \"click int, user string\"\n"
            + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "header",
        "Correct the columns of the input");
  }

  @Test
  void refusesLabelsOutOfRangeWithExamples() {
    fixture.file("clicks.csv", "click,user", "5,ada", "1,bob", "0,cid");
    refuses(
        CLICKS + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "1 of 3 records are bad (33.33 %)",
        "source.max-bad-fraction = 0.01",
        "label is outside [0, 1]",
        "{\"click\":\"5\",\"user\":\"ada\"}");
  }

  @Test
  void refusesTheWrongEncoding() {
    fixture.file("clicks.csv", "click,user\n1,Noël\n".getBytes(StandardCharsets.ISO_8859_1));
    refuses(
        CLICKS + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "feature 'user' has bytes that are not of the source's encoding");
  }

  @Test
  void namesTheRemedyWhereAnExpressionFails() {
    fixture.file("clicks.csv", "click,x", "1,1", "1,a");
    refuses(
        CLICKS + "features = [{ name = f, expression = \"cast(x AS int)\" }]",
        ErrorCode.BAD_INPUT,
        "An expression failed on a record: [CAST_INVALID_INPUT]",
        "Use try_cast");
  }

  @Test
  void refusesATrainingPartWithoutExamples() {
    fixture.file("clicks.csv", "click,user", "1,ada");
    refuses(
        CLICKS
            + "source.split { by = column, expression = user, train-values = [bob] }\n"
            + "features = [{ name = user }]",
        ErrorCode.BAD_INPUT,
        "The training part is empty",
        "left 1 records out");
  }

  @Test
  void clipsANumberThatIsTooLargeForAFloat() {
    fixture.file("clicks.csv", "click,price", "1,1e300", "0,-1e300");
    PreparedExamples examples =
        fixture.prepare(
            CLICKS
                + "features = [{ name = click }, { name = price, type = numeric, clip = [0, 9] }]");
    assertThat(examples.statistics().quarantined()).isEmpty();
    assertThat(PrepareFixture.blocks(examples, "train").get(0).numeric())
        .containsExactlyInAnyOrder(0, 9);
  }

  @Test
  void countsMalformedLinesWhereAQueryNeedsFewColumns() {
    fixture.file("clicks.csv", "click,user,price", "1,a,2", "1,b", "0,c,3");
    PreparedExamples examples =
        fixture.prepare(
            CLICKS
                + "source { max-bad-fraction = 0.5, query = \"SELECT click, user FROM clicks\" }\n"
                + "features = [{ name = user }]");
    assertThat(examples.examples("train")).isEqualTo(2);
    assertThat(examples.statistics().quarantined())
        .containsExactly(Map.entry("malformed line", 1L));
  }

  @Test
  void quarantinesAFewBadRecordsWithReasons() {
    StringBuilder lines = new StringBuilder("click,user,price,weight\n");
    IntStream.range(0, 400).forEach(i -> lines.append("1,u").append(i).append(",2,1\n"));
    lines.append("x,a,1,1\n,b,1,1\n1,c,cheap,1\n1,d,1,-1\n1,e,Infinity,1\n1,f\n");
    lines.append("1,g,-Infinity,1\n1,h,-1e39,1\n1,i,1,1e39\n");
    fixture.file("clicks.csv", lines.toString().getBytes(StandardCharsets.UTF_8));
    PreparedExamples examples =
        fixture.prepare(
            CLICKS
                + "source.max-bad-fraction = 0.03\nsource.weight = weight\n"
                + "features = [{ name = user }, { name = price, type = numeric }]");
    assertThat(examples.examples("train")).isEqualTo(400);
    assertThat(examples.statistics().quarantined())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "label is not a number", 1L,
                "label is missing", 1L,
                "feature 'price' is not a number", 1L,
                "feature 'price' is infinite", 2L,
                "feature 'price' is too large for a float", 1L,
                "weight is too large for a float", 1L,
                "weight is negative", 1L,
                "malformed line", 1L));
    String table = new PreparedPaths(fixture.paths("run").prepared()).quarantine();
    assertThat(
            PrepareFixture.spark().read().format("delta").load(table).collectAsList().stream()
                .map(row -> row.getString(0) + " / " + row.getString(1) + " / " + row.getString(2)))
        .contains("clicks / malformed line / 1,f")
        .contains(
            "records / label is not a number /"
                + " {\"click\":\"x\",\"user\":\"a\",\"price\":\"1\",\"weight\":\"1\"}")
        .hasSize(9);
  }
}
