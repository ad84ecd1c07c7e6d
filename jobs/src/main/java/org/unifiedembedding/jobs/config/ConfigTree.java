/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The records of a configuration walked as a tree: what RecordReader reads, backwards. */
final class ConfigTree {
  private final Map<String, Object> leaves = new LinkedHashMap<>();

  private ConfigTree() {}

  /** The leaves by dotted key, in the records' order, as in {@code features[0].name}. */
  static Map<String, Object> leaves(RunConfig config) {
    ConfigTree tree = new ConfigTree();
    tree.record("", config, Map.of());
    return tree.leaves;
  }

  private void record(String prefix, Record section, Map<String, Object> defaults) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      String key = RecordReader.key(component);
      Object value = value(section, component);
      if (!value.equals(defaults.get(key))) {
        add(prefix + key, value);
      }
    }
  }

  private void add(String key, Object value) {
    if (value instanceof Record section) {
      record(key + ".", section, Map.of());
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, entry) -> addEntry(key + "." + name, entry));
    } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Record) {
      for (int i = 0; i < list.size(); i++) {
        addEntry(key + "[" + i + "]", list.get(i));
      }
    } else {
      leaves.put(key, value);
    }
  }

  private void addEntry(String key, Object entry) {
    if (entry instanceof Record section) {
      record(key + ".", section, RecordReader.defaults(section.getClass()));
    } else {
      leaves.put(key, entry);
    }
  }

  private static Object value(Record section, RecordComponent component) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component, e);
    }
  }
}
