/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Fills records from a configuration: component {@code maxBadFraction} from key {@code
 * max-bad-fraction}. Keys and records are thereby one set, which a test holds.
 */
final class RecordReader {
  private final Config root;

  private RecordReader(Config root) {
    this.root = root;
  }

  /** The whole configuration; every key must be present. */
  static RunConfig read(Config config) {
    return new RecordReader(config).record(RunConfig.class, config, "");
  }

  /** The key of a record's component. */
  static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The defaults of an entry of a map or list, by key. */
  static Map<String, Object> defaults(Class<? extends Record> type) {
    String section =
        type == RunConfig.Input.class ? Reference.INPUT_DEFAULTS : Reference.FEATURE_DEFAULTS;
    Config reference = Reference.config();
    RecordReader reader = new RecordReader(reference);
    Map<String, Object> defaults = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = key(component);
      Config config = reference.getConfig(section);
      defaults.put(key, reader.value(component.getGenericType(), config, key, section + "." + key));
    }
    return defaults;
  }

  private <R extends Record> R record(Class<R> type, Config config, String prefix) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i]);
      values[i] = value(components[i].getGenericType(), config, key, prefix + key);
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Cannot make " + type + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make " + type, e);
    }
  }

  private Object value(Type type, Config config, String key, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? list(arguments[0], config, key, path)
          : map(arguments[1], config, key, path);
    }
    if (type instanceof Class<?> section && section.isRecord()) {
      return record(section.asSubclass(Record.class), section(config, key, path), path + ".");
    }
    return scalar(type, member(config.root(), key, path), path);
  }

  private Config section(Config config, String key, String path) {
    return object(member(config.root(), key, path), path).toConfig();
  }

  private List<Object> list(Type element, Config config, String key, String path) {
    ConfigValue value = member(config.root(), key, path);
    if (!(value instanceof List<?> given)) {
      throw ConfigErrors.wrongType(path, value.unwrapped(), "must be a list", value.origin());
    }
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      String name = path + "[" + i + "]";
      ConfigValue item = (ConfigValue) given.get(i);
      list.add(
          element == RunConfig.FeatureConfig.class
              ? entry(RunConfig.FeatureConfig.class, item, Reference.FEATURE_DEFAULTS, name)
              : scalar(element, item, name));
    }
    return List.copyOf(list);
  }

  private Map<String, Object> map(Type element, Config config, String key, String path) {
    ConfigObject object = object(member(config.root(), key, path), path);
    if (element == String.class) {
      return flat(object, path);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (String name : object.keySet().stream().sorted().toList()) {
      map.put(
          name,
          entry(
              RunConfig.Input.class,
              member(object, name, path),
              Reference.INPUT_DEFAULTS,
              path + "." + name));
    }
    return map;
  }

  /** Dotted keys to text, however they were nested. */
  private static Map<String, Object> flat(ConfigObject object, String path) {
    Map<String, Object> map = new TreeMap<>();
    object
        .toConfig()
        .entrySet()
        .forEach(
            e -> {
              String name = String.join(".", ConfigUtil.splitPath(e.getKey()));
              map.put(name, scalar(String.class, e.getValue(), path + "." + name));
            });
    return map;
  }

  private <R extends Record> R entry(
      Class<R> type, ConfigValue value, String defaults, String path) {
    Config config = object(value, path).toConfig().withFallback(root.getConfig(defaults));
    return record(type, config, path + ".");
  }

  private static ConfigValue member(ConfigObject object, String key, String path) {
    return Objects.requireNonNull(object.get(key), () -> "conf/reference.conf lacks " + path);
  }

  private static ConfigObject object(ConfigValue value, String path) {
    if (value instanceof ConfigObject object) {
      return object;
    }
    throw ConfigErrors.wrongType(path, value.unwrapped(), "must be a section", value.origin());
  }

  private static Object scalar(Type type, ConfigValue value, String path) {
    Config holder = value.atKey("value");
    try {
      String text = holder.getString("value");
      return switch (type.getTypeName()) {
        case "java.lang.String" -> text;
        case "boolean" -> holder.getBoolean("value");
        case "int", "java.lang.Integer" -> new BigDecimal(text.strip()).intValueExact();
        case "long" -> new BigDecimal(text.strip()).longValueExact();
        case "double", "java.lang.Double" -> new BigDecimal(text.strip()).doubleValue();
        default -> throw new IllegalStateException("No reader for " + type + " of " + path);
      };
    } catch (ConfigException | ArithmeticException | NumberFormatException e) {
      throw ConfigErrors.wrongType(path, value.unwrapped(), bound(type), value.origin());
    }
  }

  private static String bound(Type type) {
    return switch (type.getTypeName()) {
      case "boolean" -> "must be true or false";
      case "int", "java.lang.Integer" -> "must be a whole number of at most 2147483647";
      case "long" -> "must be a whole number";
      case "double", "java.lang.Double" -> "must be a number";
      default -> "must be a text";
    };
  }
}
