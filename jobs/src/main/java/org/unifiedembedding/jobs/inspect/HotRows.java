/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Finds the rows with the most traffic: those that many updates fight for. */
final class HotRows {
  private HotRows() {}

  /** The hottest rows, hottest first; at most {@code limit}. */
  static List<HotRow> of(List<Lookups> features, int limit) {
    int size = features.stream().mapToInt(f -> f.rows().length).sum();
    long[] rows = new long[size];
    int at = 0;
    for (Lookups lookups : features) {
      System.arraycopy(lookups.rows(), 0, rows, at, lookups.rows().length);
      at += lookups.rows().length;
    }
    RowCounts distinct = RowCounts.of(rows);
    long[] traffic = new long[distinct.size()];
    long total = 0;
    for (Lookups lookups : features) {
      for (int i = 0; i < lookups.rows().length; i++) {
        long count = lookups.values().counts()[i / lookups.address().chunks()];
        traffic[distinct.position(lookups.rows()[i])] += count;
        total += count;
      }
    }
    return describe(features, hottest(distinct, traffic, limit), total);
  }

  private static Map<Long, Long> hottest(RowCounts distinct, long[] traffic, int limit) {
    Map<Long, Long> hottest = new LinkedHashMap<>();
    IntStream.range(0, traffic.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -traffic[i]))
        .limit(limit)
        .forEach(i -> hottest.put(distinct.row(i), traffic[i]));
    return hottest;
  }

  private static List<HotRow> describe(
      List<Lookups> features, Map<Long, Long> hottest, long total) {
    Map<Long, List<HotRow.Visitor>> visitors = new LinkedHashMap<>();
    hottest.keySet().forEach(row -> visitors.put(row, new ArrayList<>()));
    for (Lookups lookups : features) {
      int chunks = lookups.address().chunks();
      for (int i = 0; i < lookups.rows().length; i++) {
        List<HotRow.Visitor> found = visitors.get(lookups.rows()[i]);
        if (found != null) {
          ValueCounts values = lookups.values();
          found.add(
              new HotRow.Visitor(
                  values.feature(),
                  values.label(i / chunks),
                  i % chunks,
                  values.counts()[i / chunks]));
        }
      }
    }
    List<HotRow> rows = new ArrayList<>();
    hottest.forEach(
        (row, count) -> rows.add(hotRow(row, count, total, visitors.getOrDefault(row, List.of()))));
    return rows;
  }

  private static HotRow hotRow(long row, long count, long total, List<HotRow.Visitor> visitors) {
    List<HotRow.Visitor> top =
        visitors.stream()
            .sorted(Comparator.comparingLong(HotRow.Visitor::lookups).reversed())
            .limit(HotRow.MAX_VISITORS)
            .toList();
    return new HotRow(row, count, (double) count / Math.max(1, total), top, visitors.size());
  }
}
