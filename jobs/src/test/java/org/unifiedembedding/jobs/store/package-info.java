/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
/** The jobs on HDFS and S3 beside the local disk. */
@NullMarked
package org.unifiedembedding.jobs.store;

import org.jspecify.annotations.NullMarked;
