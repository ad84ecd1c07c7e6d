/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/**
 * What the Delta tables of prepared data consist of; stored as files.json, so that nobody needs a
 * Spark job to find it.
 *
 * @param units the files with units, by part and name
 * @param vocabulary the files with kept values, paths below the folder of the vocabulary
 */
record PreparedFiles(List<UnitsOfFile> units, List<String> vocabulary) {

  /**
   * The units of a file.
   *
   * @param file path below the folder of the examples
   * @param units their numbers, ascending
   * @param sizes examples in each
   */
  @SuppressWarnings("ArrayRecordComponent") // read as JSON and passed on
  record UnitsOfFile(String part, String file, int[] units, int[] sizes) {}

  PreparedFiles {
    units = List.copyOf(units);
    vocabulary = List.copyOf(vocabulary);
  }

  /**
   * The files of both tables.
   *
   * @param rows part, unit, size and the URI of the file, in any order
   */
  static PreparedFiles of(List<Row> rows, List<String> vocabulary) {
    Map<String, List<Row>> byFile = new TreeMap<>();
    for (Row row : rows) {
      Path file = new Path(row.getString(3));
      String relative = file.getParent().getName() + "/" + file.getName();
      byFile.computeIfAbsent(relative, name -> new ArrayList<>()).add(row);
    }
    List<UnitsOfFile> files = new ArrayList<>();
    byFile.forEach(
        (file, units) -> {
          units.sort(Comparator.comparingInt(row -> row.getInt(1)));
          files.add(
              new UnitsOfFile(
                  units.get(0).getString(0),
                  file,
                  units.stream().mapToInt(row -> row.getInt(1)).toArray(),
                  units.stream().mapToInt(row -> row.getInt(2)).toArray()));
        });
    return new PreparedFiles(files, vocabulary);
  }

  /**
   * All units by part and ascending number.
   *
   * @param examples the folder of the examples
   */
  List<UnitLocation> locations(String examples, Configuration hadoop) throws IOException {
    Path folder = new Path(examples);
    Path root = folder.getFileSystem(hadoop).makeQualified(folder);
    List<UnitLocation> all = new ArrayList<>();
    for (UnitsOfFile file : units) {
      String uri = new Path(root, file.file()).toUri().toString();
      for (int i = 0; i < file.units().length; i++) {
        all.add(new UnitLocation(file.part(), file.units()[i], file.sizes()[i], uri));
      }
    }
    all.sort(Comparator.comparing(UnitLocation::part).thenComparingInt(UnitLocation::unit));
    return all;
  }
}
