/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/** Small files below the root, by Hadoop's file systems, without a Spark session. */
public final class Storage {
  private final Configuration hadoop;

  public Storage(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /** With the Hadoop settings of the configuration, over which those of spark-submit win. */
  static Storage of(Map<String, String> spark) {
    SparkConf conf = new SparkConf();
    spark.forEach(conf::setIfMissing);
    // As the session's: a file system that is open already is taken whatever its settings were.
    return new Storage(SparkHadoopUtil.get().newConfiguration(conf));
  }

  /** The absolute form: without a scheme on the local file system, with one elsewhere. */
  public String absolute(String root) {
    try {
      Path path = new Path(root);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      Path absolute = fileSystem.makeQualified(path);
      return "file".equals(fileSystem.getUri().getScheme())
          ? absolute.toUri().getPath()
          : absolute.toString();
    } catch (IOException | IllegalArgumentException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.USAGE,
          "Invalid root: '" + root + "' (" + e.getMessage() + "; give a folder or a Hadoop URI)",
          e);
    }
  }

  /** The text of a file, empty when it is not there. */
  public Optional<String> read(String file) {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", file, e);
    }
  }

  /**
   * Writes a file that readers see whole or not at all; replaces an older one. Of several writers
   * at once the last one wins.
   */
  public void write(String file, String text) {
    try (OutputStream out = WholeFile.create(new Path(file), hadoop)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failure("write", file, e);
    }
  }

  /** The paths of the files and folders in a folder, sorted; none where it is not there. */
  public List<String> list(String folder) {
    Path path = new Path(folder);
    try {
      return Stream.of(path.getFileSystem(hadoop).listStatus(path))
          .map(found -> folder + "/" + found.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
  }

  /** Bytes of all files in a folder and below; empty where it is not there. */
  public OptionalLong bytes(String folder) {
    Path path = new Path(folder);
    try {
      return OptionalLong.of(path.getFileSystem(hadoop).getContentSummary(path).getLength());
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw failure("measure", folder, e);
    }
  }

  /** When a file or folder was changed last. */
  public Instant modified(String file) {
    Path path = new Path(file);
    try {
      return Instant.ofEpochMilli(
          path.getFileSystem(hadoop).getFileStatus(path).getModificationTime());
    } catch (IOException e) {
      throw failure("look at", file, e);
    }
  }

  /** Removes a folder with all in it; one that is not there is fine. */
  public void deleteFolder(String folder) {
    Path path = new Path(folder);
    try {
      path.getFileSystem(hadoop).delete(path, true);
    } catch (IOException e) {
      throw failure("delete", folder, e);
    }
  }

  /** Removes a file; one that is not there is fine. */
  void delete(String file) {
    Path path = new Path(file);
    try {
      path.getFileSystem(hadoop).delete(path, false);
    } catch (IOException e) {
      throw failure("delete", file, e);
    }
  }

  /**
   * The error for a file or folder that the file system did not give or take.
   *
   * @param action the verb for what was tried
   */
  public static UnifiedEmbeddingException failure(String action, String file, IOException e) {
    return new UnifiedEmbeddingException(
        ErrorCode.RETRY,
        "Cannot %s %s: %s (check that it lies in a folder with space that you may read and write, then run the same command again)"
            .formatted(action, file, e.getMessage()),
        e);
  }
}
