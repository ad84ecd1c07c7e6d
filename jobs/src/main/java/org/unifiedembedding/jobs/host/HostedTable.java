/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;
import org.unifiedembedding.embedding.address.RowPartition;
import org.unifiedembedding.embedding.address.TableLayout;
import org.unifiedembedding.embedding.example.ExampleSchema;
import org.unifiedembedding.embedding.head.Head;
import org.unifiedembedding.embedding.head.HeadSpec;
import org.unifiedembedding.embedding.head.Heads;
import org.unifiedembedding.sharding.plan.TableSpec;

/**
 * What is trained: the same for all JVMs of a run and for all of its rounds.
 *
 * @param layout the map from values to rows
 * @param schema columns of the examples
 */
public record HostedTable(
    TableSpec spec,
    RowPartition partition,
    TableLayout layout,
    ExampleSchema schema,
    HeadSpec headSpec)
    implements Serializable {

  Head newHead() {
    return Heads.of(headSpec, layout.features(), layout.geometry().width());
  }
}
