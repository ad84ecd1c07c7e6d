/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;
import org.unifiedembedding.embedding.error.ErrorCode;
import org.unifiedembedding.embedding.error.UnifiedEmbeddingException;

/**
 * The texts of run-report.json and gate.json: what is null is left out, numbers that are not finite
 * are null. Read back, such a number is NaN.
 */
public final class ReportJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(
              new SimpleModule()
                  .addSerializer(double.class, new FiniteSerializer())
                  .addSerializer(Double.class, new FiniteSerializer())
                  .addDeserializer(double.class, new NumberDeserializer()))
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ReportJson() {}

  /** The report as indented JSON. */
  public static String write(RunReport report) {
    return text(report);
  }

  /** What the gate found as indented JSON. */
  public static String write(GateReport report) {
    return text(report);
  }

  /**
   * The report of a text of {@link #write}.
   *
   * @param where it came from, for messages
   * @throws UnifiedEmbeddingException BAD_FORMAT where it is damaged
   */
  public static RunReport read(String json, String where) {
    return parse(json, where, RunReport.class);
  }

  /**
   * What the gate found, from a text of {@link #write}.
   *
   * @param where it came from, for messages
   * @throws UnifiedEmbeddingException BAD_FORMAT where it is damaged
   */
  public static GateReport readGate(String json, String where) {
    return parse(json, where, GateReport.class);
  }

  private static String text(Object report) {
    try {
      return MAPPER.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every report can be written as JSON", e);
    }
  }

  private static <T> T parse(String json, String where, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UnifiedEmbeddingException(
          ErrorCode.BAD_FORMAT,
          "Cannot read " + where + ": " + e.getOriginalMessage() + " (remove it)",
          e);
    }
  }

  private static final class FiniteSerializer extends StdSerializer<Double> {
    @Serial private static final long serialVersionUID = 1L;

    FiniteSerializer() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }

  private static final class NumberDeserializer extends StdDeserializer<Double> {
    @Serial private static final long serialVersionUID = 1L;

    NumberDeserializer() {
      super(double.class);
    }

    @Override
    public Double deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return json.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
