/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.error;

/** What went wrong, seen from the user; each code has the exit code of the command line. */
public enum ErrorCode {
  USAGE(2),
  BAD_INPUT(3),
  GATE_REFUSED(4),
  CAPACITY(5),
  CONFLICT(6),
  BAD_FORMAT(7),
  RETRY(10);

  private final int exitCode;

  ErrorCode(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of a process that stops with this error. */
  public int exitCode() {
    return exitCode;
  }
}
