/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.unifiedembedding.sharding.store.RowSelection;

/** What the driver of a run tells the host of some of its shards; JSON on the control plane. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Hold.class, name = "hold"),
  @JsonSubTypes.Type(value = Order.Begin.class, name = "begin"),
  @JsonSubTypes.Type(value = Order.Seal.class, name = "seal"),
  @JsonSubTypes.Type(value = Order.Commit.class, name = "commit"),
  @JsonSubTypes.Type(value = Order.Write.class, name = "write"),
  @JsonSubTypes.Type(value = Order.Written.class, name = "written"),
  @JsonSubTypes.Type(value = Order.Undo.class, name = "undo"),
  @JsonSubTypes.Type(value = Order.Ping.class, name = "ping"),
  @JsonSubTypes.Type(value = Order.Close.class, name = "close")
})
sealed interface Order {

  /**
   * Between rounds: hold exactly these shards; those that are new to the host start empty.
   *
   * @param shards their numbers; the head has the number behind the last
   */
  record Hold(long incarnation, List<Integer> shards) implements Order {}

  /** Opens a round. */
  record Begin(long incarnation, long round) implements Order {}

  /** Takes no more pushes of the round; the report has what the shards had. */
  record Seal(long round) implements Order {}

  /** Makes a sealed round final. */
  record Commit(long round) implements Order {}

  /** Begins to write rows as the last commit left them, and goes on meanwhile. */
  record Write(long round, RowSelection rows, List<Integer> buckets) implements Order {}

  /** Asks how far the writing is. */
  record Written() implements Order {}

  /** Goes back to the end of the round before, and refuses what is of an older incarnation. */
  record Undo(long incarnation) implements Order {}

  /** Says that the driver is there; the report has the state of the host. */
  record Ping() implements Order {}

  /** Frees everything. */
  record Close() implements Order {}
}
