/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import java.io.Serializable;

/**
 * A file of a version.
 *
 * @param path relative to the version's folder, with '/' between folders
 * @param bytes its size
 * @param sha256 of its bytes, 64 hexadecimal digits in lower case
 */
public record Part(String path, long bytes, String sha256) implements Serializable {
  public Part {
    boolean inside = !path.startsWith("/") && !("/" + path + "/").contains("/../");
    if (path.isBlank() || !inside) {
      throw new IllegalArgumentException(
          "Invalid path of a part: '" + path + "' (must lie inside the version's folder)");
    }
  }
}
