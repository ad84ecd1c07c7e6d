/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.address.TableGeometry;
import org.unifiedembedding.sharding.TestTables;
import org.unifiedembedding.sharding.plan.TableSpec;
import org.unifiedembedding.sharding.protocol.Answer;
import org.unifiedembedding.sharding.protocol.Request;
import org.unifiedembedding.sharding.protocol.Sender;
import org.unifiedembedding.sharding.protocol.ShardHandler;
import org.unifiedembedding.sharding.store.RowStore;

class MailboxTest {

  @Test
  void aRequestThatComesWhileTheShardIsInUseIsHandledAfterwards() {
    TableSpec spec = TestTables.spec(new TableGeometry(1, 10, 0, 2), 1, 0);
    Mailbox box =
        new Mailbox(
            new ShardHandler(
                new RowStore(spec, TestTables.partition(spec, 1), 0),
                spec.workers(),
                spec.staleness()));
    List<Answer> answers = new CopyOnWriteArrayList<>();
    Request hello = new Request.Hello(0, new Sender(1, 0, 0, 0));
    boolean worked =
        box.use(
            handler -> {
              handler.begin(1, 0);
              box.put(hello, (request, answer) -> answers.add(answer));
              return CompletableFuture.supplyAsync(box::work).join();
            });
    assertThat(worked).isFalse();
    assertThat(answers).containsExactly(new Answer.Accepted(0));
  }
}
