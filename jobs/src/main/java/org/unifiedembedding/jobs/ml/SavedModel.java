/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.snapshot.Manifest;
import org.unifiedembedding.embedding.snapshot.ManifestJson;
import org.unifiedembedding.embedding.snapshot.Part;
import org.unifiedembedding.jobs.cli.Storage;
import org.unifiedembedding.jobs.lake.VersionFolder;
import scala.Option;

/**
 * The folder of a saved model: metadata as spark.ml writes them, and in {@code version/} a copy of
 * the version's snapshot in a folder that is named by the SHA-256 of its manifest. So no two saved
 * models have the same path, and the manifest, which has the checksums of all other files, is
 * covered too.
 */
final class SavedModel {
  private static final String VERSION = "version";

  private SavedModel() {}

  /** Saves a model. */
  static final class Writer extends MLWriter {
    private final UnifiedEmbeddingModel model;

    Writer(UnifiedEmbeddingModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession());
      VersionFolder from = model.version();
      Configuration hadoop = sc().hadoopConfiguration();
      String text = from.manifestText().orElseThrow();
      String folder = new Storage(hadoop).absolute(path) + "/" + VERSION;
      VersionFolder to = new VersionFolder(hadoop, folder + "/" + ManifestJson.sha256(text));
      copyParts(from, to, model.manifest().files().parts());
      new Storage(hadoop).write(to.path() + "/" + Manifest.PATH, text);
    }

    private void copyParts(VersionFolder from, VersionFolder to, List<Part> parts) {
      List<String> paths = parts.stream().map(Part::path).toList();
      sc().setJobDescription("save: copying the version");
      JavaSparkContext.fromSparkContext(sc())
          .parallelize(paths, paths.size())
          .foreach(
              part -> {
                try {
                  to.copyFrom(from, part);
                } catch (IOException e) {
                  throw Storage.failure("copy to", to.path() + "/" + part, e);
                }
              });
      sc().setJobDescription(null);
    }
  }

  /** Reads a model and checks every byte of it. */
  static final class Reader extends MLReader<UnifiedEmbeddingModel> {
    @Override
    public UnifiedEmbeddingModel load(String path) {
      DefaultParamsReader.Metadata metadata =
          DefaultParamsReader.loadMetadata(
              path, sparkSession(), UnifiedEmbeddingModel.class.getName());
      Configuration hadoop = sc().hadoopConfiguration();
      String folder = new Storage(hadoop).absolute(path) + "/" + VERSION;
      List<String> found = new Storage(hadoop).list(folder);
      if (found.size() != 1) {
        throw new UnifiedEmbeddingException(
            ErrorCode.BAD_FORMAT,
            "Damaged model: %s has %d versions, must have one (save the model again)"
                .formatted(folder, found.size()));
      }
      VersionFolder version = new VersionFolder(hadoop, found.get(0));
      verify(version);
      UnifiedEmbeddingModel model = new UnifiedEmbeddingModel(metadata.uid(), version);
      metadata.getAndSetParams(model, Option.empty());
      return model;
    }

    private static void verify(VersionFolder version) {
      String expected = new Path(version.path()).getName();
      String actual = version.manifestText().map(ManifestJson::sha256).orElse("none");
      if (!actual.equals(expected)) {
        throw new UnifiedEmbeddingException(
            ErrorCode.BAD_FORMAT,
            "Damaged model: the manifest in %s has SHA-256 %s, was saved with that of the folder's name (save the model again)"
                .formatted(version.path(), actual));
      }
      version.opened(
          table -> {
            table.verify();
            return table;
          });
    }
  }
}
