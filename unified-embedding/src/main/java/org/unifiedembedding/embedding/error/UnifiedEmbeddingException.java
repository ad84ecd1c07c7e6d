/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.error;

import org.jspecify.annotations.Nullable;

/**
 * A problem of the user's making or the environment's, with its code, the value, the bound and the
 * remedy in the message.
 */
public final class UnifiedEmbeddingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public UnifiedEmbeddingException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public UnifiedEmbeddingException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
