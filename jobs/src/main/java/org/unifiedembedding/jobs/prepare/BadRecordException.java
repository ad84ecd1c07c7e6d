/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.prepare;

/** A record that goes to quarantine; carries no stack trace since it is thrown per record. */
final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The message is the reason, one of few: it names the column, never the value. */
  BadRecordException(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
