/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import org.unifiedembedding.jobs.lake.NewFile;

/**
 * A file with rows of one host.
 *
 * @param rows rows of the table in it
 */
public record WrittenFile(NewFile file, long rows) {}
