/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.unifiedembedding.jobs.lake.ConditionalCreateLogStore;
import org.unifiedembedding.jobs.lake.HardLinkLogStore;

class SessionSupplierTest {
  private static SparkConf conf(Map<String, String> settings) {
    try (SessionSupplier supplier = new SessionSupplier("ue train", settings)) {
      return supplier.conf();
    }
  }

  @Test
  void commitsForOneWriterOnlyOnLocalDiskAndS3() {
    assertThat(conf(Map.of()).get("spark.delta.logStore.file.impl"))
        .isEqualTo(HardLinkLogStore.class.getName());
    assertThat(conf(Map.of()).get("spark.delta.logStore.s3a.impl"))
        .isEqualTo(ConditionalCreateLogStore.class.getName());
  }

  @Test
  void prefersTheConfigurationsSettings() {
    assertThat(conf(Map.of("spark.sql.session.timeZone", "CET")).get("spark.sql.session.timeZone"))
        .isEqualTo("CET");
  }
}
