package org.datawarp.platform.codec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * A value of a YAML file that knows where it stands, so that what is wrong with it can be said with
 * file, line and column.
 */
public final class YamlNode {
  private final String place;
  private final String keyPlace;
  private final @Nullable Object value;

  /**
   * Makes a node.
   *
   * @param place file, line and column, both from 1
   * @param keyPlace where its key stands; the place itself where there is none
   * @param value a map of String to YamlNode, a list of YamlNode, or a String, Boolean, Written or
   *     null
   */
  YamlNode(String place, String keyPlace, @Nullable Object value) {
    this.place = place;
    this.keyPlace = keyPlace;
    this.value = value;
  }

  /** A number and how it was written: {@code 1.10} is a version to one and a number to another. */
  record Written(Number number, String text) {
    /** Returns the number, a fraction with all its digits. */
    Number plain() {
      if (number instanceof Double && Double.isFinite(number.doubleValue())) {
        BigDecimal exact = new BigDecimal(text);
        return hasFraction(exact.toString()) ? exact : number;
      }
      return number;
    }

    private static boolean hasFraction(String exact) {
      return exact.indexOf('.') >= 0 || exact.indexOf('E') >= 0;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Returns an empty mapping standing at the start of a file. */
  public static YamlNode emptyMapping(String file) {
    return new YamlNode(file + ":1:1", file + ":1:1", new LinkedHashMap<String, YamlNode>());
  }

  /** Returns the file, line and column, such as {@code adhd.yaml:3:7}. */
  public String place() {
    return place;
  }

  /** Builds a failure about this value. */
  public UsageException failure(String message) {
    return new UsageException(place + ": " + message, "mend the file at that place");
  }

  /** Builds a failure about the key of this value. */
  public UsageException keyFailure(String message) {
    return new UsageException(keyPlace + ": " + message, "mend the file at that place");
  }

  /** Returns the entries of a mapping in file order; anything else is refused. */
  @SuppressWarnings("unchecked")
  public Map<String, YamlNode> entries() {
    if (value instanceof Map<?, ?> map) {
      return Collections.unmodifiableMap((Map<String, YamlNode>) map);
    }
    throw failure("expected keys and values, found " + kind());
  }

  /** Returns the items of a list; anything else is refused. */
  @SuppressWarnings("unchecked")
  public List<YamlNode> items() {
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList((List<YamlNode>) list);
    }
    throw failure("expected a list, found " + kind());
  }

  /** Returns a key's value where it stands and is not null. */
  public Optional<YamlNode> find(String key) {
    YamlNode node = entries().get(key);
    return node == null || node.value == null ? Optional.empty() : Optional.of(node);
  }

  /** Returns a key's value; a missing one is refused. */
  public YamlNode require(String key) {
    return find(key).orElseThrow(() -> failure("'" + key + "' is missing"));
  }

  /** Returns the text of a scalar; numbers and booleans as they are written in YAML. */
  public String text() {
    if (value instanceof Map || value instanceof List || value == null) {
      throw failure("expected a text, found " + kind());
    }
    return value.toString();
  }

  /** Returns a whole number. */
  public long integer() {
    if (value instanceof Written written
        && (written.number() instanceof Integer || written.number() instanceof Long)) {
      return written.number().longValue();
    }
    throw failure("expected a whole number, found " + kind());
  }

  /** Returns true or false. */
  public boolean truth() {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw failure("expected true or false, found " + kind());
  }

  /** Tells whether this is null (an empty value). */
  public boolean isNull() {
    return value == null;
  }

  /** Tells whether this is a list. */
  public boolean isList() {
    return value instanceof List;
  }

  /** Tells whether this is a mapping. */
  public boolean isMapping() {
    return value instanceof Map;
  }

  /** Returns the text of a key's value, or null where it is missing. */
  public @Nullable String textOrNull(String key) {
    return find(key).map(YamlNode::text).orElse(null);
  }

  /** Returns the texts of a key's list; a single text counts as a list of one; missing is empty. */
  public List<String> texts(String key) {
    return find(key)
        .map(
            node ->
                node.isList()
                    ? node.items().stream().map(YamlNode::text).toList()
                    : List.of(node.text()))
        .orElse(List.of());
  }

  /** Returns plain maps, lists and values, as {@link YamlCodec#write} takes them. */
  public @Nullable Object plain() {
    if (value instanceof Map<?, ?>) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      entries().forEach((key, node) -> map.put(key, node.plain()));
      return map;
    }
    if (value instanceof List<?>) {
      List<@Nullable Object> list = new ArrayList<>();
      items().forEach(node -> list.add(node.plain()));
      return list;
    }
    return value instanceof Written written ? written.plain() : value;
  }

  private String kind() {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Map) {
      return "keys and values";
    }
    return value instanceof List ? "a list" : "'" + value + "'";
  }
}
