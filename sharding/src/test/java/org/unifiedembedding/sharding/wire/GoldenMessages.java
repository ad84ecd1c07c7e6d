/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.store.HeadState;
import org.unifiedembedding.sharding.store.RowBlock;
import org.unifiedembedding.sharding.store.RowSelection;
import org.unifiedembedding.sharding.store.StateBlock;

/** The messages whose bytes docs/spec/wire.md and wire-v1.txt show. */
final class GoldenMessages {
  static final WireShape SHAPE = new WireShape(2, 3, 2, 8, 1, 3, 2, new int[] {1000, 900});

  /** The second and third row count, so that the block's first entry matters. */
  private static final float[] VALUES = new float[24];

  private static final Sender SENDER = new Sender(5, 4, 2, 1);

  static {
    VALUES[8] = 1;
    VALUES[9] = -2.5f;
    VALUES[16] = 0.1f;
    VALUES[17] = Float.POSITIVE_INFINITY;
  }

  private static final RowBlock ROWS = new RowBlock(new int[] {0, 7, 999}, 1, 2, VALUES);

  private static final RowBlock NOTHING = new RowBlock(new int[0], 0, 0, new float[0]);

  private static final StateBlock STATES =
      new StateBlock(
          new int[] {7, 999},
          2,
          new float[] {1, -2.5f, 0.1f, Float.POSITIVE_INFINITY},
          new float[] {0.5f, 3});

  private static final HeadState HEAD =
      new HeadState(new float[] {1, 0.1f, -3}, new float[] {0.25f, 8}, 12);

  static final Request.Read READ = new Request.Read(0, 5, ROWS);
  static final Request.Scan SCAN = new Request.Scan(0, 5, RowSelection.STORED, 7, 1000, STATES);
  static final Request.ScanHead SCAN_HEAD = new Request.ScanHead(2, 5);
  static final Request.Pull PULL = new Request.Pull(0, SENDER, 9, ROWS);
  static final Request.Pull PULL_HEAD = new Request.Pull(2, SENDER, 9, NOTHING);

  private GoldenMessages() {}

  /** Requests by name. */
  static Map<String, Request> requests() {
    Map<String, Request> requests = new LinkedHashMap<>();
    requests.put("HELLO", new Request.Hello(1, SENDER));
    requests.put("PULL", PULL);
    requests.put("PUSH", new Request.Push(0, SENDER, 10, 8, ROWS, 64.5));
    requests.put("PULL_HEAD", PULL_HEAD);
    RowBlock head = RowBlock.ofHead(new float[] {1, 0.1f, -3});
    requests.put("PUSH_HEAD", new Request.Push(2, SENDER, 10, 9, head, 64.5));
    requests.put("WITHDRAW", new Request.Withdraw(0, SENDER, 9));
    requests.put("READ", READ);
    requests.put("READ_HEAD", new Request.Read(2, 5, RowBlock.ofHead(new float[3])));
    requests.put("SCAN", SCAN);
    requests.put("LOAD", new Request.Load(0, 5, STATES));
    requests.put("SCAN_HEAD", SCAN_HEAD);
    requests.put("LOAD_HEAD", new Request.LoadHead(2, 5, HEAD));
    return requests;
  }

  /** Answers by name; those without values answer any request. */
  static Map<String, Answer> answers() {
    Map<String, Answer> answers = new LinkedHashMap<>();
    answers.put("ACCEPTED", new Answer.Accepted(10));
    answers.put("DUPLICATE", new Answer.Duplicate(11));
    answers.put("GAP", new Answer.Gap(7));
    answers.put("ROWS", new Answer.Values(VALUES));
    answers.put("HEAD", new Answer.Values(new float[] {1, 0.1f, -3}));
    answers.put("BEHIND", new Answer.Behind(List.of(0, 2)));
    answers.put("REFUSED", new Answer.Refused(Answer.Reason.NOT_OPEN, "sealed"));
    answers.put("ROWS_READ", new Answer.Values(VALUES));
    answers.put("SCANNED", new Answer.Scanned(2));
    answers.put("HEAD_STATE", new Answer.Head(HEAD));
    return answers;
  }

  /** The request that an answer of a name is for. */
  static Request asked(String answer) {
    return switch (answer) {
      case "HEAD" -> PULL_HEAD;
      case "ROWS_READ" -> READ;
      case "SCANNED" -> SCAN;
      case "HEAD_STATE" -> SCAN_HEAD;
      default -> PULL;
    };
  }
}
