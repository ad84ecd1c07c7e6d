/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.client;

import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Sender;

/** The errors of a session or of an access to a table; all may be retried. */
final class Failures {
  private final TableSpec spec;
  private final String who;
  private final String remedy;

  private Failures(TableSpec spec, String who, String remedy) {
    this.spec = spec;
    this.who = who;
    this.remedy = remedy;
  }

  static Failures ofWorker(TableSpec spec, Sender sender) {
    return new Failures(
        spec,
        "worker " + sender.worker() + " (attempt " + sender.attempt() + ")",
        "Undo round "
            + sender.round()
            + " and repeat it; if that does not help, see the log of the worker's task.");
  }

  static Failures ofTable(TableSpec spec, long incarnation) {
    return new Failures(
        spec,
        "a task of incarnation " + incarnation,
        "Repeat it when all shards are in one incarnation again; if that does not help, see the"
            + " log of the shard's host.");
  }

  UnifiedEmbeddingException unexpected(String what, int shard, @Nullable Answer answer) {
    String why =
        answer instanceof Answer.Refused refused
            ? refused.reason() + ": " + refused.detail()
            : String.valueOf(answer);
    return retry("Shard " + shard + " refused the " + what + " of " + who + ": " + why);
  }

  UnifiedEmbeddingException timeout(String what, Exchange exchange) {
    SortedSet<Integer> missing = new TreeSet<>();
    for (int shard = 0; shard < exchange.shards(); shard++) {
      if (exchange.answer(shard) instanceof Answer.Behind behind) {
        missing.addAll(behind.workers());
      }
    }
    String why =
        Thread.currentThread().isInterrupted()
            ? "was interrupted while it waited"
            : "waited " + spec.timeout().toMillis() / 1000.0 + " s";
    String forWhom =
        missing.isEmpty()
            ? "for the shards"
            : "for the pushes of worker "
                + String.join(", ", missing.stream().map(String::valueOf).toList());
    return retry("The " + what + " of " + who + " " + why + " " + forWhom);
  }

  private UnifiedEmbeddingException retry(String message) {
    return new UnifiedEmbeddingException(ErrorCode.RETRY, message + ". " + remedy);
  }
}
