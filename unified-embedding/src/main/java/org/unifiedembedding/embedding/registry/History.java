/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * What a registry said at one moment.
 *
 * @param events in their order
 */
public record History(List<Event> events) {
  /** Of a registry without events. */
  public static final History EMPTY = new History(List.of());

  public History {
    events = List.copyOf(events);
  }

  /** Every published version, the retired ones included, ascending by number. */
  public List<Version> versions() {
    return events.stream()
        .filter(event -> event.change() instanceof Change.Publish)
        .map(Version::of)
        .toList();
  }

  /** Where each alias points, by name. */
  public Map<String, Long> aliases() {
    Map<String, Long> aliases = new TreeMap<>();
    for (Event event : events) {
      if (event.change() instanceof Change.Move move) {
        aliases.put(move.alias(), move.version());
      }
    }
    return aliases;
  }

  /** The events that pinned the versions that are pinned now, by version. */
  public Map<Long, Event> pins() {
    Map<Long, Event> pins = new TreeMap<>();
    for (Event event : events) {
      if (event.change() instanceof Change.Pin pin) {
        pins.put(pin.version(), event);
      } else if (event.change() instanceof Change.Unpin unpin) {
        pins.remove(unpin.version());
      }
    }
    return pins;
  }

  /** The events that retired versions, by version. */
  public Map<Long, Event> retired() {
    Map<Long, Event> retired = new TreeMap<>();
    for (Event event : events) {
      if (event.change() instanceof Change.Retire retire) {
        retired.put(retire.version(), event);
      }
    }
    return retired;
  }

  /**
   * The moves of an alias that were not taken back, oldest first: the last one is in force, and a
   * rollback goes to the one before it.
   */
  public List<Event> standingMoves(String alias) {
    List<Event> standing = new ArrayList<>();
    for (Event event : events) {
      if (event.change() instanceof Change.Move move && move.alias().equals(alias)) {
        if (move.undoes() == null) {
          standing.add(event);
        } else {
          standing.remove(standing.size() - 1);
        }
      }
    }
    return Collections.unmodifiableList(standing);
  }

  /** The version with a number, retired or not. */
  public Optional<Version> version(long number) {
    return find(version -> version.number() == number);
  }

  /** The version that a run published, retired or not. */
  public Optional<Version> ofRun(String runId) {
    return find(version -> version.runId().equals(runId));
  }

  /** What the gate found when a version was published, as JSON; empty: it was not asked. */
  public Optional<String> gateOf(long number) {
    return events.stream()
        .map(Event::change)
        .filter(change -> change instanceof Change.Publish && change.version() == number)
        .findFirst()
        .map(change -> ((Change.Publish) change).gate());
  }

  /** The version that an alias names now; empty where there is no such alias. */
  public Optional<Version> named(String alias) {
    return Optional.ofNullable(aliases().get(alias)).flatMap(this::version);
  }

  private Optional<Version> find(Predicate<Version> wanted) {
    return versions().stream().filter(wanted).findFirst();
  }

  /**
   * The version that a number or an alias names.
   *
   * @throws UnifiedEmbeddingException USAGE when there is none or it is retired
   */
  public Version resolve(String reference) {
    Long alias = aliases().get(reference);
    boolean isNumber = reference.matches("[0-9]{1,18}");
    long number = alias != null ? alias : isNumber ? Long.parseLong(reference) : 0;
    Version version =
        version(number)
            .orElseThrow(
                () ->
                    usage(
                        "Unknown version: '%s' (must be a number from 1 to %d or one of the aliases %s)"
                            .formatted(reference, versions().size(), aliases().keySet())));
    Event retired = retired().get(number);
    if (retired != null) {
      throw usage(
          "Retired version: '%s' (its files went on %s, %s; choose one of %s)"
              .formatted(
                  reference, retired.at(), ((Change.Retire) retired.change()).reason(), present()));
    }
    return version;
  }

  /** Numbers of the versions whose files are there. */
  public List<Long> present() {
    Map<Long, Event> retired = retired();
    return versions().stream()
        .map(Version::number)
        .filter(number -> !retired.containsKey(number))
        .toList();
  }

  /** The same with further events behind. */
  public History with(List<Event> added) {
    return new History(Stream.concat(events.stream(), added.stream()).toList());
  }

  /** Number of the next event. */
  public long nextEvent() {
    return events.isEmpty() ? 0 : events.get(events.size() - 1).number() + 1;
  }

  /** Number of the next version. */
  public long nextNumber() {
    return versions().stream().mapToLong(Version::number).max().orElse(0) + 1;
  }

  private static UnifiedEmbeddingException usage(String message) {
    return new UnifiedEmbeddingException(ErrorCode.USAGE, message);
  }
}
