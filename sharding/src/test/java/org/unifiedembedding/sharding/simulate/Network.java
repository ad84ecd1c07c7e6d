/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.simulate;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Loses, repeats, delays and reorders whatever it carries, and counts time in ticks. */
final class Network {
  private static final int MAX_DELAY = 20;
  private static final int MAX_DELAY_OF_COPY = 2000;

  private record Flight(long at, long number, Runnable arrival) {}

  private final PriorityQueue<Flight> flights =
      new PriorityQueue<>(Comparator.comparingLong(Flight::at).thenComparingLong(Flight::number));
  private final SplittableRandom random;
  private long now;
  private long number;

  Network(SplittableRandom random) {
    this.random = random;
  }

  /** One way of a message. */
  void carry(Runnable arrival) {
    if (random.nextInt(60) != 0) {
      after(1 + random.nextInt(MAX_DELAY), arrival);
    }
  }

  /** One way of a message of which a copy may come much later. */
  void carryPerhapsTwice(Runnable arrival, Runnable copy) {
    carry(arrival);
    if (random.nextInt(15) == 0) {
      after(1 + random.nextInt(MAX_DELAY_OF_COPY), copy);
    }
  }

  void after(int ticks, Runnable arrival) {
    flights.add(new Flight(now + ticks, number++, arrival));
  }

  /** Lets one tick pass. */
  void tick() {
    now++;
    for (Flight next = flights.peek(); next != null && next.at() <= now; next = flights.peek()) {
      flights.poll();
      next.arrival().run();
    }
  }
}
