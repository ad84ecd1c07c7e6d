/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.unifiedembedding.sharding.plan.RowShape;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.StateBlock;

class WireFormatTest {
  private static final WireShape SHAPE = GoldenMessages.SHAPE;
  private static final long ID = 0x0102030405L;

  @Test
  void writesTheGoldenBytes() throws IOException {
    assertThat(written()).isEqualTo(golden());
  }

  @Test
  void specificationPrintsTheGoldenBytes() throws IOException {
    String specification = Files.readString(Path.of("..", "docs", "spec", "wire.md"));
    String dump =
        Pattern.compile("(?m)^ +\\d+  ((?:[0-9a-f]{2} )*[0-9a-f]{2}) +")
            .matcher(specification)
            .results()
            .map(line -> line.group(1).replace(" ", ""))
            .collect(Collectors.joining());
    for (Map.Entry<String, String> line : golden().entrySet()) {
      assertThat(dump).as(line.getKey()).contains(line.getValue().replace(" ", ""));
    }
  }

  @ParameterizedTest
  @EnumSource(ValueFormat.class)
  void readsTheRequestsThatItWrote(ValueFormat format) throws IOException {
    for (Request request : GoldenMessages.requests().values()) {
      Request back = read(bytes(request, format), format);
      assertThat(back).hasSameClassAs(request);
      assertThat(back.incarnation()).isEqualTo(request.incarnation());
      assertThat(back.shard()).isEqualTo(request.shard());
      assertThat(bytes(back, format)).isEqualTo(bytes(request, format));
    }
  }

  @Test
  void readsTheGoldenAnswersIntoTheArraysOfTheirRequests() throws IOException {
    for (Map.Entry<String, Answer> golden : GoldenMessages.answers().entrySet()) {
      byte[] bytes = hex(golden().getOrDefault("FLOAT32 " + golden.getKey(), ""));
      FrameInput in = new FrameInput(new MemoryChannel(bytes));
      FrameHeader header = Objects.requireNonNull(FrameHeader.read(in));
      assertThat(header.id()).isEqualTo(ID);
      RowBlock block = GoldenMessages.PULL.rows();
      float[] target = new float[24];
      Arrays.fill(target, 77);
      Request.Pull fresh =
          new Request.Pull(
              0,
              GoldenMessages.PULL.sender(),
              9,
              new RowBlock(block.rows(), block.from(), block.count(), target));
      Request asked =
          golden.getKey().equals("ROWS") ? fresh : GoldenMessages.asked(golden.getKey());
      Answer back = new AnswerReader(SHAPE, ValueFormat.FLOAT32).read(in, header, asked);
      if (golden.getValue() instanceof Answer.Values values) {
        assertThat(((Answer.Values) back).values()).endsWith(tail(values.values()));
      } else {
        assertThat(back).usingRecursiveComparison().isEqualTo(golden.getValue());
      }
    }
  }

  @Test
  void readsListedRowsIntoTheRoomOfTheirScan() throws IOException {
    StateBlock room = StateBlock.room(new RowShape(2, 8, 1), 3);
    Request.Scan scan = new Request.Scan(0, 5, RowSelection.STORED, 7, 1000, room);
    answer(hex(golden().getOrDefault("BFLOAT16 SCANNED", "")), scan);
    StateBlock expected = GoldenMessages.SCAN.room();
    assertThat(room.rows()).startsWith(expected.rows());
    assertThat(room.weights()).startsWith(expected.weights());
    assertThat(room.state()).startsWith(expected.state());
  }

  @Test
  void refusesEveryTruncationOfEveryFrame() throws IOException {
    for (Map.Entry<String, Request> golden : GoldenMessages.requests().entrySet()) {
      byte[] whole = bytes(golden.getValue(), ValueFormat.FLOAT32);
      for (int length = 1; length < whole.length; length++) {
        byte[] part = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> read(part, ValueFormat.FLOAT32))
            .isInstanceOf(EOFException.class)
            .hasMessage("the connection ended in the middle of a frame");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HELLO | 0 | ffffff7f | a frame announces 2147483647 bytes (must be <= 1073741824)",
        "HELLO | 4 | 63 | a frame has kind 99, which version 1 does not know",
        "HELLO | 4 | 41 | a frame of kind ACCEPTED is no request",
        "HELLO | 16 | 03 | a frame of kind HELLO is for shard 3",
        "PULL | 16 | 02 | a frame of kind PULL is for shard 2",
        "PUSH_HEAD | 16 | 01 | a frame of kind PUSH_HEAD is for shard 1",
        "HELLO | 20 | 03 | worker 3 is none of 3",
        "HELLO | 27 | ff | attempt -16777215, reserved 0 cannot be",
        "HELLO | 28 | 01 | attempt 1, reserved 1 cannot be",
        "PULL | 61 | 04 | row 1255 of shard 0 is none of 1000",
        "PULL | 59 | ff | row -16777209 of shard 0 is none of 1000",
        "PUSH | 48 | 08 | a push has sequence 8 behind 8 and weight 64.5",
        "PUSH | 71 | c0 | a push has sequence 10 behind 8 and weight -64.5",
        "PUSH_HEAD | 0 | 40 | a frame of kind PUSH_HEAD has 64 bytes (must be 68)",
        "READ | 16 | 02 | a frame of kind READ is for shard 2",
        "SCAN | 16 | 02 | a frame of kind SCAN is for shard 2",
        "LOAD | 16 | ff | a frame of kind LOAD is for shard 255",
        "READ_HEAD | 16 | 01 | a frame of kind READ_HEAD is for shard 1",
        "SCAN_HEAD | 16 | 00 | a frame of kind SCAN_HEAD is for shard 0",
        "LOAD_HEAD | 16 | 03 | a frame of kind LOAD_HEAD is for shard 3",
        "SCAN_HEAD | 20 | 01 | reserved 1 cannot be",
        "READ | 0 | 0f | a frame of kind READ has 15 bytes (must be 16)",
        "READ | 0 | 17 | a frame of kind READ has 23 bytes (must be 20)",
        "READ_HEAD | 0 | 18 | a frame of kind READ_HEAD has 24 bytes (must be 16)",
        "READ | 37 | 04 | row 1255 of shard 0 is none of 1000",
        "SCAN | 0 | 1c | a frame of kind SCAN has 28 bytes (must be 32)",
        "SCAN | 32 | 02 | a scan has selection 2, which is none",
        "SCAN | 39 | 80 | rows [-2147483641, 1000) of shard 0 are none of 1000",
        "SCAN | 40 | e9 | rows [7, 1001) of shard 0 are none of 1000",
        "SCAN | 40 | 0600 | rows [7, 6) of shard 0 are none of 1000",
        "SCAN | 44 | 00 | a scan has room for 0 rows",
        "SCAN | 47 | 80 | a scan has room for -2147483646 rows",
        "LOAD | 0 | 2c | a frame of kind LOAD has 44 bytes (must be 32)",
        "LOAD | 37 | 04 | row 1255 of shard 0 is none of 1000",
        "SCAN_HEAD | 0 | 14 | a frame of kind SCAN_HEAD has 20 bytes (must be 16)",
        "LOAD_HEAD | 0 | 28 | a frame of kind LOAD_HEAD has 40 bytes (must be 44)",
      })
  void refusesWhatNoWorkerSends(String name, int at, String value, String message) {
    Request request = Objects.requireNonNull(GoldenMessages.requests().get(name));
    byte[] bytes = bytes(request, ValueFormat.FLOAT32);
    byte[] put = hex(value);
    System.arraycopy(put, 0, bytes, at, put.length);
    assertThatThrownBy(() -> read(bytes, ValueFormat.FLOAT32))
        .isInstanceOf(WireException.class)
        .hasMessage(message);
  }

  @Test
  void refusesAnswersThatFitNoRequest() {
    byte[] rows = hex("08000000 44000000 0000000000000000 0000000000000000".replace(" ", ""));
    assertThatThrownBy(() -> answer(rows, GoldenMessages.PULL))
        .hasMessage("a frame of kind ROWS has 8 bytes (must be 16)");
    assertThatThrownBy(() -> answer(rows, GoldenMessages.PULL_HEAD))
        .hasMessage("rows answer a request that asked for none");
    byte[] reason = hex("04000000 47000000 0000000000000000 63000000".replace(" ", ""));
    assertThatThrownBy(() -> answer(reason, GoldenMessages.PULL))
        .hasMessage("a refusal has reason 99, which version 1 does not know");
  }

  @Test
  void refusesListedRowsThatFitNoScan() {
    String header = "20000000 49000000 0000000000000000";
    String values = "00".repeat(24);
    assertThatThrownBy(() -> answer(hex(header + "07000000 e7030000" + values), scan(1)))
        .hasMessage("2 rows are listed (must be <= 1)");
    assertThatThrownBy(() -> answer(hex(header + "06000000 e7030000" + values), scan(2)))
        .hasMessage("row 6 is listed (must be in [7, 1000))");
    assertThatThrownBy(() -> answer(hex(header + "08000000 08000000" + values), scan(2)))
        .hasMessage("row 8 is listed (must be in [9, 1000))");
    assertThatThrownBy(() -> answer(hex(header + "07000000 e8030000" + values), scan(2)))
        .hasMessage("row 1000 is listed (must be in [8, 1000))");
    assertThatThrownBy(
            () -> answer(hex(header + "07000000 e7030000" + values), GoldenMessages.PULL))
        .hasMessage("listed rows answer a request that asked for none");
    String head = "1c000000 4a000000 0000000000000000" + "00".repeat(28);
    assertThatThrownBy(() -> answer(hex(head), GoldenMessages.PULL))
        .hasMessage("a head with its state answers a request that asked for none");
  }

  @Test
  void givesAScanNoMoreRoomThanItsRangeHasRows() throws IOException {
    byte[] bytes = bytes(scan(1_000_000), ValueFormat.FLOAT32);
    assertThat(((Request.Scan) read(bytes, ValueFormat.FLOAT32)).room().count()).isEqualTo(993);
  }

  private static Request.Scan scan(int room) {
    StateBlock block = new StateBlock(new int[2], room, new float[4], new float[2]);
    return new Request.Scan(0, 5, RowSelection.STORED, 7, 1000, block);
  }

  private static Answer answer(byte[] bytes, Request asked) throws IOException {
    FrameInput in = new FrameInput(new MemoryChannel(bytes));
    FrameHeader header = Objects.requireNonNull(FrameHeader.read(in));
    return new AnswerReader(SHAPE, ValueFormat.FLOAT32).read(in, header, asked);
  }

  private static Map<String, String> written() throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    for (ValueFormat format : ValueFormat.values()) {
      GoldenMessages.requests()
          .forEach(
              (name, request) -> lines.put(format + " " + name, spaced(bytes(request, format))));
      for (Map.Entry<String, Answer> answer : GoldenMessages.answers().entrySet()) {
        MemoryChannel channel = new MemoryChannel();
        FrameOutput out = new FrameOutput(channel);
        Request asked = GoldenMessages.asked(answer.getKey());
        new AnswerWriter(SHAPE, format).write(out, ID, asked, answer.getValue());
        out.flush();
        lines.put(format + " " + answer.getKey(), spaced(channel.written()));
      }
    }
    return new TreeMap<>(lines);
  }

  private static byte[] bytes(Request request, ValueFormat format) {
    try {
      MemoryChannel channel = new MemoryChannel();
      FrameOutput out = new FrameOutput(channel);
      RequestWriter writer = new RequestWriter(SHAPE, format);
      writer.write(out, ID, request);
      out.flush();
      assertThat((long) channel.written().length).isEqualTo(writer.frameBytes(request));
      return channel.written();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Request read(byte[] bytes, ValueFormat format) throws IOException {
    FrameInput in = new FrameInput(new MemoryChannel(bytes));
    FrameHeader header = Objects.requireNonNull(FrameHeader.read(in));
    return new RequestReader(SHAPE, format).read(in, header, new RequestMemory());
  }

  private static Map<String, String> golden() throws IOException {
    Map<String, String> lines = new TreeMap<>();
    try (InputStream in = WireFormatTest.class.getResourceAsStream("wire-v1.txt")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      text.lines()
          .forEach(l -> lines.put(l.substring(0, l.indexOf(':')), l.substring(l.indexOf(':') + 2)));
    }
    return lines;
  }

  private static float[] tail(float[] values) {
    return Arrays.copyOfRange(values, values.length - Math.min(16, values.length), values.length);
  }

  private static String spaced(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
