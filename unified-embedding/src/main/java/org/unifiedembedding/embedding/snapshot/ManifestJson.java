/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.embedding.snapshot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;
import org.unifiedembedding.embedding.feature.BucketisedFeature;
import org.unifiedembedding.embedding.feature.CategoricalFeature;
import org.unifiedembedding.embedding.feature.CrossFeature;
import org.unifiedembedding.embedding.feature.Exactness;
import org.unifiedembedding.embedding.feature.Feature;
import org.unifiedembedding.embedding.feature.FeatureSet;
import org.unifiedembedding.embedding.feature.MultiValuedFeature;
import org.unifiedembedding.embedding.feature.NumericFeature;
import org.unifiedembedding.embedding.head.HeadSpec;

/** The manifest as JSON text (docs/spec/manifest.md). */
public final class ManifestJson {
  private static final String VERSION = "formatVersion";
  private static final String EXPORT = "export";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addMixIn(FeatureSet.class, FeatureList.class)
          .addMixIn(Feature.class, FeatureTypes.class)
          .addMixIn(Exactness.class, ExactnessTypes.class)
          .addMixIn(HeadSpec.class, HeadTypes.class)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestJson() {}

  /** The manifest as indented JSON; the same manifest gives the same text. */
  public static String write(Manifest manifest) {
    boolean trained = manifest.export() == null;
    ObjectNode document =
        MAPPER
            .createObjectNode()
            .put(VERSION, trained ? Manifest.TRAINED_FORMAT_VERSION : Manifest.FORMAT_VERSION);
    document.setAll((ObjectNode) MAPPER.valueToTree(manifest));
    if (trained) {
      document.remove(EXPORT);
    }
    return document.toPrettyString() + "\n";
  }

  /** The checksum of a manifest's text: what a registry and an export know a version by. */
  public static String sha256(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  /**
   * Reads a manifest.
   *
   * @param where the text came from, for messages
   * @throws UnifiedEmbeddingException BAD_FORMAT when the format is newer than this build or the
   *     text is damaged
   */
  public static Manifest read(String json, String where) {
    try {
      JsonNode document = MAPPER.readTree(json);
      if (!(document instanceof ObjectNode fields) || !fields.path(VERSION).isInt()) {
        throw bad(where, "it is no JSON object with " + VERSION, null);
      }
      int version = fields.remove(VERSION).intValue();
      if (version < Manifest.TRAINED_FORMAT_VERSION || version > Manifest.FORMAT_VERSION) {
        throw newer(where, version);
      }
      boolean trained = version == Manifest.TRAINED_FORMAT_VERSION;
      if (trained ? fields.has(EXPORT) : !fields.path(EXPORT).isObject()) {
        throw bad(
            where,
            "format version %d %s export".formatted(version, trained ? "has" : "needs"),
            null);
      }
      if (trained) {
        fields.putNull(EXPORT);
      }
      return MAPPER.treeToValue(fields, Manifest.class);
    } catch (JsonProcessingException e) {
      throw bad(where, e.getOriginalMessage(), e);
    }
  }

  /** Reads the manifest of the version in a local folder; without one it is no version. */
  public static Manifest read(Path versionFolder) {
    Path path = versionFolder.resolve(Manifest.PATH);
    try {
      return read(Files.readString(path), path.toString());
    } catch (NoSuchFileException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "There is no complete version in " + versionFolder + ": it has no " + Manifest.PATH + ".",
          e);
    } catch (IOException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.RETRY, "Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static UnifiedEmbeddingException newer(String where, int version) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Cannot read %s: format version %d (this build reads %d to %d). Use a build as new as the one that wrote it."
            .formatted(where, version, Manifest.TRAINED_FORMAT_VERSION, Manifest.FORMAT_VERSION));
  }

  private static UnifiedEmbeddingException bad(
      String where, String problem, @Nullable Throwable cause) {
    return new UnifiedEmbeddingException(
        ErrorCode.BAD_FORMAT,
        "Cannot read manifest " + where + ": " + problem + ". Copy the version again.",
        cause);
  }

  /** A feature set is stored as its list. */
  private abstract static class FeatureList {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    @SuppressWarnings("UnusedVariable") // Jackson reads the signature only.
    FeatureList(List<Feature> features) {}

    @JsonValue
    abstract List<Feature> features();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = CategoricalFeature.class, name = "categorical"),
    @JsonSubTypes.Type(value = MultiValuedFeature.class, name = "multi-valued"),
    @JsonSubTypes.Type(value = NumericFeature.class, name = "numeric"),
    @JsonSubTypes.Type(value = BucketisedFeature.class, name = "bucketised"),
    @JsonSubTypes.Type(value = CrossFeature.class, name = "cross")
  })
  private interface FeatureTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Exactness.Hashed.class, name = "hashed"),
    @JsonSubTypes.Type(value = Exactness.Listed.class, name = "listed"),
    @JsonSubTypes.Type(value = Exactness.UpTo.class, name = "up-to")
  })
  private interface ExactnessTypes {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = HeadSpec.Logistic.class, name = "logistic"),
    @JsonSubTypes.Type(value = HeadSpec.Factorization.class, name = "factorization"),
    @JsonSubTypes.Type(value = HeadSpec.DeepCross.class, name = "deep-cross"),
    @JsonSubTypes.Type(value = HeadSpec.Mlp.class, name = "mlp")
  })
  private interface HeadTypes {}
}
