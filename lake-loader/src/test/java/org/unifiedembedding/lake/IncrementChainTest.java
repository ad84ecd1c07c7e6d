/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.embedding.snapshot.Increment;
import org.unifiedembedding.embedding.snapshot.Increment.End;
import org.unifiedembedding.embedding.snapshot.Part;

class IncrementChainTest {
  private final List<LakeIncrement> lake = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  private static End end(String runId) {
    return new End(runId, "sha-" + runId);
  }

  private void add(String from, String to, long bytes) {
    add(end(from), end(to), bytes);
  }

  private void add(End from, End to, long bytes) {
    List<Part> parts = List.of(new Part("snapshot/head.arrow", bytes, ""));
    lake.add(
        new LakeIncrement(from.runId() + "-" + to.runId(), new Increment(from, to, 1, 0, parts)));
  }

  /** The folders of the chain to "d" from what is had. */
  private Optional<List<String>> chain(long limit, String... had) {
    asked.clear();
    Set<End> ends = Set.copyOf(List.of(had).stream().map(IncrementChainTest::end).toList());
    return IncrementChain.cheapest(ends, end("d"), limit, this::leadingTo)
        .map(chain -> chain.increments().stream().map(LakeIncrement::folder).toList());
  }

  private List<LakeIncrement> leadingTo(End end) {
    asked.add(end.runId());
    return lake.stream()
        .filter(found -> found.increment().to().runId().equals(end.runId()))
        .toList();
  }

  @Test
  void followsIncrementsFromTheEndToAVersionThatIsHere() {
    add("a", "b", 10);
    add("b", "c", 10);
    add("c", "d", 10);

    assertThat(chain(1000, "a")).hasValue(List.of("a-b", "b-c", "c-d"));
    assertThat(chain(1000, "a", "b")).hasValue(List.of("b-c", "c-d"));
    assertThat(asked).as("what leads to b is not asked for").containsExactly("d", "c");
  }

  @Test
  void takesFewestBytesNotFewestIncrements() {
    add("a", "d", 100);
    add("a", "b", 40);
    add("b", "d", 50);

    assertThat(chain(1000, "a")).hasValue(List.of("a-b", "b-d"));
    add("a", "d", 80);
    assertThat(chain(1000, "a")).hasValue(List.of("a-d"));
  }

  @Test
  void takesNoneThatCostsAsMuchAsTheWholeVersion() {
    add("a", "b", 40);
    add("b", "d", 60);

    assertThat(chain(101, "a")).isPresent();
    assertThat(chain(100, "a")).isEmpty();
    assertThat(chain(60, "a")).isEmpty();
    assertThat(asked).as("b is too dear already").containsExactly("d");
  }

  @Test
  void findsNoneAcrossAGap() {
    add("a", "b", 10);
    add("c", "d", 10);

    assertThat(chain(1000, "a")).isEmpty();
    assertThat(chain(1000)).isEmpty();
  }

  @Test
  void leavesOutIncrementsToOtherBytesOfTheRun() {
    add(end("a"), new End("d", "sha-other"), 10);
    add(new End("a", "sha-other"), end("d"), 10);

    assertThat(chain(1000, "a")).isEmpty();
  }

  @Test
  void endsWhereIncrementsGoInACircle() {
    add("c", "d", 10);
    add("b", "c", 10);
    add("d", "b", 10);

    assertThat(chain(1000, "a")).isEmpty();
    assertThat(asked).containsExactly("d", "c", "b");
  }
}
