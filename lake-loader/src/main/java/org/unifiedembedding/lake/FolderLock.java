/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.lake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * That nobody else changes a mirror's folder: no other process of this host, by a lock on a file,
 * which ends with the process; and no other thread of this one, which the file's lock does not see.
 */
final class FolderLock {
  /** The name of the file in the mirror's folder, which stays. */
  static final String FILE = ".lock";

  private static final Map<Path, ReentrantLock> OF_THIS_JVM = new ConcurrentHashMap<>();

  private FolderLock() {}

  /** Waits for the lock of a folder that exists, and does the work while it holds it. */
  static <T> T holding(Path folder, Supplier<T> work) {
    Path path = folder.toAbsolutePath().normalize().resolve(FILE);
    ReentrantLock own = OF_THIS_JVM.computeIfAbsent(path, key -> new ReentrantLock());
    own.lock();
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.lock(); // until the channel is closed
      return work.get();
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY,
          "Cannot lock %s: %s. Give the mirror a folder on a local disk that this process may write."
              .formatted(path, e),
          e);
    } finally {
      own.unlock();
    }
  }
}
