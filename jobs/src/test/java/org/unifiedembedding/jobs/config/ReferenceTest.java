/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** conf/reference.conf and the records of RunConfig are one set of keys. */
class ReferenceTest {

  @Test
  void recordsAndFileHaveTheSameKeys() {
    Set<String> records = keys("", RunConfig.class);
    records.addAll(keys(Reference.INPUT_DEFAULTS + ".", RunConfig.Input.class));
    records.addAll(keys(Reference.FEATURE_DEFAULTS + ".", RunConfig.FeatureConfig.class));
    assertThat(keys("", Reference.config().root())).isEqualTo(records);
  }

  @Test
  void everyDefaultHasTheTypeOfItsRecord() {
    assertThat(RecordReader.read(Reference.config()).features()).isEmpty();
    assertThat(RecordReader.defaults(RunConfig.Input.class)).containsEntry("encoding", "UTF-8");
    assertThat(RecordReader.defaults(RunConfig.FeatureConfig.class)).containsEntry("chunks", 0);
  }

  private static Set<String> keys(String prefix, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(component -> keys(prefix, component).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> keys(String prefix, RecordComponent component) {
    String key = prefix + RecordReader.key(component);
    return component.getType().isRecord() ? keys(key + ".", component.getType()) : Set.of(key);
  }

  private static Set<String> keys(String prefix, ConfigObject section) {
    Set<String> keys = new TreeSet<>();
    section.forEach(
        (name, value) -> {
          if (value instanceof ConfigObject object && !object.isEmpty()) {
            keys.addAll(keys(prefix + name + ".", object));
          } else {
            keys.add(prefix + name);
          }
        });
    return keys;
  }
}
