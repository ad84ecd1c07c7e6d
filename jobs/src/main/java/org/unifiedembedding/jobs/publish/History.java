/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.publish;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * What a registry said at one moment.
 *
 * @param events commits so far
 * @param versions ascending by number
 * @param moves of aliases, in order
 */
public record History(long events, List<Version> versions, List<AliasMove> moves) {
  static final History EMPTY = new History(0, List.of(), List.of());

  public History {
    versions = List.copyOf(versions);
    moves = List.copyOf(moves);
  }

  /** Where each alias points, by name. */
  public Map<String, Long> aliases() {
    Map<String, Long> aliases = new TreeMap<>();
    moves.stream()
        .sorted(Comparator.comparingLong(AliasMove::event))
        .forEach(move -> aliases.put(move.alias(), move.version()));
    return aliases;
  }

  /** The version with a number. */
  public Optional<Version> version(long number) {
    return versions.stream().filter(version -> version.number() == number).findFirst();
  }

  /** The version that a run published. */
  public Optional<Version> ofRun(String runId) {
    return versions.stream().filter(version -> version.runId().equals(runId)).findFirst();
  }

  /**
   * The version that a number or an alias names.
   *
   * @throws UnifiedEmbeddingException USAGE when there is none
   */
  public Version resolve(String reference) {
    Long alias = aliases().get(reference);
    boolean isNumber = reference.matches("[0-9]{1,18}");
    long number = alias != null ? alias : isNumber ? Long.parseLong(reference) : 0;
    return version(number)
        .orElseThrow(
            () ->
                new UnifiedEmbeddingException(
                    ErrorCode.USAGE,
                    "Unknown version: '%s' (must be a number from 1 to %d or one of the aliases %s)"
                        .formatted(reference, versions.size(), aliases().keySet())));
  }

  long nextNumber() {
    return versions.stream().mapToLong(Version::number).max().orElse(0) + 1;
  }
}
