/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.host;

import java.io.Serializable;

/**
 * Who a host is and where it takes orders.
 *
 * @param executorId Spark's name of its JVM
 * @param host name or address of its machine
 * @param controlPort where it takes orders, 0 in a local session
 * @param heapBytes largest heap of the JVM
 * @param slots tasks that Spark runs there at once
 */
record HostCard(String executorId, String host, int controlPort, long heapBytes, int slots)
    implements Serializable {}
