/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.unifiedembedding.jobs.lake.TestSpark;

/** Where tables can lie. A store starts when it is first asked for, and ends with this JVM. */
public enum TestStore {
  LOCAL {
    @Override
    Root start() throws IOException {
      return new Root(folder().toString(), Map.of());
    }
  },
  /** A name node and a data node in this JVM. */
  HDFS {
    @Override
    Root start() throws IOException {
      Configuration settings = new HdfsConfiguration();
      settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder().toString());
      MiniDFSCluster cluster = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
      return new Root(cluster.getURI() + "/tables", Map.of());
    }
  },
  /** A server in a process of its own. */
  S3 {
    @Override
    Root start() throws IOException {
      return new Root(
          "s3a://" + S3Server.BUCKET + "/tables",
          Map.of(
              "fs.s3a.endpoint", S3Server.start(folder()).endpoint(),
              "fs.s3a.endpoint.region", "us-east-1",
              "fs.s3a.path.style.access", "true",
              "fs.s3a.aws.credentials.provider",
                  "org.apache.hadoop.fs.s3a.AnonymousAWSCredentialsProvider"));
    }
  };

  private static final Map<TestStore, Root> STARTED = new ConcurrentHashMap<>();

  /**
   * A store that runs.
   *
   * @param path of a folder in it
   * @param settings of Hadoop that lead there
   */
  record Root(String path, Map<String, String> settings) {}

  abstract Root start() throws IOException;

  /** A new folder on the local disk, which goes with the build. */
  private static Path folder() throws IOException {
    Path stores = Files.createDirectories(Path.of("target", "stores").toAbsolutePath());
    return Files.createTempDirectory(stores, "store");
  }

  private Root root() {
    return STARTED.computeIfAbsent(this, TestStore::started);
  }

  private static Root started(TestStore store) {
    try {
      Root root = store.start();
      root.settings().forEach(TestSpark.session().sparkContext().hadoopConfiguration()::set);
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + store, e);
    }
  }

  /** A path that is free; the one session of all tests can write there. */
  public String newFolder() {
    return root().path() + "/" + UUID.randomUUID();
  }

  /** Settings of Hadoop that another process needs. */
  public Map<String, String> settings() {
    return root().settings();
  }
}
