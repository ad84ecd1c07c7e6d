/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.train;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What training came to.
 *
 * @param candidate folder of the candidate version
 * @param rows rows of the table
 * @param touchedRows rows that training touched
 * @param plannedBytes heap that the plan foresaw for the shards
 * @param heldBytes heap that the shards held at the end
 * @param rounds every round, those of earlier drivers included
 * @param best the round that the candidate shows
 * @param events what the run survived
 * @param seconds wall time of this driver's work
 */
public record TrainResult(
    String runId,
    String candidate,
    long rows,
    long touchedRows,
    long plannedBytes,
    long heldBytes,
    List<RoundRecord> rounds,
    RoundRecord best,
    List<TrainEvent> events,
    double seconds) {
  public TrainResult {
    rounds = List.copyOf(rounds);
    events = List.copyOf(events);
  }

  /** Examples that were read, epochs counted. */
  public long examples() {
    return rounds.stream().mapToLong(RoundRecord::examples).sum();
  }

  /** For people. */
  public String text() {
    return """
    Trained %,d rounds on %,d examples in %.1f s (%,.0f examples/s while training).
    Best round %d: validation AUC %.4f, log-loss %.4f.
    Rows: %,d of %,d touched. Shards: %,d bytes planned, %,d held.
    %sCandidate: %s\
    """
        .formatted(
            rounds.size(),
            examples(),
            seconds,
            examples() / rounds.stream().mapToDouble(RoundRecord::trainSeconds).sum(),
            best.round(),
            best.validationAuc(),
            best.validationLogLoss(),
            touchedRows,
            rows,
            plannedBytes,
            heldBytes,
            events.stream()
                .map(
                    event ->
                        "Round %d, %s: %s.%n"
                            .formatted(event.round(), event.kind(), event.message()))
                .collect(Collectors.joining()),
            candidate);
  }
}
