package org.datawarp.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * A value of a YAML file that knows where it stands, so that what is wrong with it can be said with
 * file, line and column.
 */
public final class YamlNode {
  private final String file;
  private final int line;
  private final int column;
  private final @Nullable Object value;

  /**
   * Makes a node.
   *
   * @param line 1-based
   * @param column 1-based
   * @param value a map of String to YamlNode, a list of YamlNode, or a String, Boolean, Number or
   *     null
   */
  YamlNode(String file, int line, int column, @Nullable Object value) {
    this.file = file;
    this.line = line;
    this.column = column;
    this.value = value;
  }

  /** Returns an empty mapping standing at the start of a file. */
  public static YamlNode emptyMapping(String file) {
    return new YamlNode(file, 1, 1, new LinkedHashMap<String, YamlNode>());
  }

  /** Returns the file, line and column, such as {@code adhd.yaml:3:7}. */
  public String place() {
    return file + ":" + line + ":" + column;
  }

  /** Builds a failure about this value. */
  public UsageException failure(String message) {
    return new UsageException(place() + ": " + message, "mend the file at that place");
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
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
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
    return value;
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
