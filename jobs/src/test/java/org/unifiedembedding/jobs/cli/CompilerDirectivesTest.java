/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerDirectivesTest {

  /** The JVM reads the file: an unknown key or pattern would be its answer. */
  @Test
  void theJvmTakesThem() throws Exception {
    assertThat(CompilerDirectives.add().strip()).isEqualTo("1 compiler directives added");
  }
}
