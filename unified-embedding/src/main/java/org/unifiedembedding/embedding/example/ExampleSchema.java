/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.example;

import java.io.Serializable;
import java.util.List;

/**
 * The columns of prepared examples: fingerprints of single-valued and multi-valued features,
 * transformed numbers.
 */
public record ExampleSchema(
    List<String> singleValued, List<String> multiValued, List<String> numeric)
    implements Serializable {
  public ExampleSchema {
    singleValued = List.copyOf(singleValued);
    multiValued = List.copyOf(multiValued);
    numeric = List.copyOf(numeric);
  }
}
