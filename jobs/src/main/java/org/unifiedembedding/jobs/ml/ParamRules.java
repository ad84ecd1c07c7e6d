/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable;
import scala.runtime.AbstractFunction1;

/** Makes params that say the value and the bound when they refuse a value. */
final class ParamRules {
  private ParamRules() {}

  /** Refuses what does not match; spark.ml itself would say neither bound nor remedy. */
  private static final class Rule<T> extends AbstractFunction1<T, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String bound;
    private final SerializablePredicate<T> holds;

    Rule(String name, String bound, SerializablePredicate<T> holds) {
      this.name = name;
      this.bound = bound;
      this.holds = holds;
    }

    @Override
    public Object apply(T value) {
      if (!holds.test(value)) {
        throw new IllegalArgumentException(
            "Invalid %s: %s (must be %s)".formatted(name, text(value), bound));
      }
      return true;
    }

    private static String text(Object value) {
      if (value instanceof String) {
        return "'" + value + "'";
      }
      if (value instanceof int[] list) {
        return Arrays.toString(list);
      }
      return value instanceof Object[] list ? Arrays.toString(list) : String.valueOf(value);
    }
  }

  private interface SerializablePredicate<T> extends Predicate<T>, Serializable {}

  static Param<String> text(Identifiable parent, String name, String doc) {
    return text(parent, name, doc, "a text", value -> value != null);
  }

  static Param<String> required(Identifiable parent, String name, String doc) {
    return text(parent, name, doc, "not empty", value -> value != null && !value.isBlank());
  }

  static Param<String> oneOf(Identifiable parent, String name, String doc, String... choices) {
    List<String> all = List.of(choices);
    return text(
        parent,
        name,
        doc + ": " + String.join(", ", all),
        "one of " + String.join(", ", all),
        value -> value != null && all.contains(value));
  }

  private static Param<String> text(
      Identifiable parent,
      String name,
      String doc,
      String bound,
      SerializablePredicate<String> holds) {
    return new Param<>(parent, name, doc, new Rule<>(name, bound, holds));
  }

  static StringArrayParam names(Params parent, String name, String doc) {
    Rule<String[]> rule =
        new Rule<>(
            name,
            "different names that are not empty",
            names ->
                Arrays.stream(names).noneMatch(String::isBlank)
                    && Arrays.stream(names).distinct().count() == names.length);
    return new StringArrayParam(parent, name, doc, rule);
  }

  static IntArrayParam widths(Params parent, String name, String doc) {
    Rule<int[]> rule =
        new Rule<>(name, "numbers >= 1", widths -> Arrays.stream(widths).allMatch(w -> w >= 1));
    return new IntArrayParam(parent, name, doc, rule);
  }

  static IntParam whole(Identifiable parent, String name, String doc, int minimum) {
    Rule<Object> rule =
        new Rule<>(name, ">= " + minimum, value -> ((Number) value).intValue() >= minimum);
    return new IntParam(parent, name, doc, rule);
  }

  static LongParam count(Identifiable parent, String name, String doc, long minimum) {
    Rule<Object> rule =
        new Rule<>(name, ">= " + minimum, value -> ((Number) value).longValue() >= minimum);
    return new LongParam(parent, name, doc, rule);
  }

  static DoubleParam positive(Identifiable parent, String name, String doc) {
    Rule<Object> rule = new Rule<>(name, "> 0", value -> ((Number) value).doubleValue() > 0);
    return new DoubleParam(parent, name, doc, rule);
  }

  /** A number in [0, 1). */
  static DoubleParam share(Identifiable parent, String name, String doc) {
    Rule<Object> rule =
        new Rule<>(
            name,
            ">= 0 and < 1",
            value -> ((Number) value).doubleValue() >= 0 && ((Number) value).doubleValue() < 1);
    return new DoubleParam(parent, name, doc, rule);
  }

  static BooleanParam flag(Identifiable parent, String name, String doc) {
    return new BooleanParam(parent, name, doc);
  }
}
