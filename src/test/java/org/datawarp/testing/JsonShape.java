package org.datawarp.testing;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * JSON without what differs from run to run: identities, times, hashes, folders and the like stand
 * as words, sizes and durations as 0. Keys are sorted, since their order says nothing. A value
 * keeps its type, and null stays null.
 */
public final class JsonShape {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Set<String> NUMBERS = Set.of("pid", "port", "seconds", "requests");
  private static final Set<String> TEXTS = Set.of("server", "server_version", "by", "observed");

  /** What is replaced and by what, in this order. */
  private static final List<Word> WORDS =
      List.of(
          new Word("\\d{8}-\\d{6}-[0-9a-f]{6}", "RUN"),
          new Word("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID"),
          new Word("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?Z", "TIME"),
          new Word("\\b[0-9a-f]{32}(?:[0-9a-f]{32})?\\b", "HASH"),
          new Word("\\b20(?:2[6-9]|[3-9]\\d)-[01]\\d(?:-[0-3]\\d)?(?:-\\d+)?\\b", "DAY"),
          new Word("(?<=, and had )\\d+", "SIZE"),
          new Word("(?<=config\\.yaml:)\\d+:\\d+", "PLACE"),
          new Word("plan-[0-9a-f]{12}", "PLAN"),
          new Word("127\\.0\\.0\\.1:\\d{4,}", "127.0.0.1:PORT"),
          new Word("\\b[\\d,]+(?:\\.\\d+)? (?:bytes|kB|KB|MB|KiB|B)\\b", "SIZE"));

  private JsonShape() {}

  /**
   * Returns an object's text.
   *
   * @param folder the folder that everything lies in
   */
  public static String of(JsonNode object, Path folder) {
    try {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return JSON.writer(
                  new DefaultPrettyPrinter()
                      .withObjectIndenter(indenter)
                      .withArrayIndenter(indenter))
              .writeValueAsString(shape("", object, folder.toString()))
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode shape(String key, JsonNode value, String folder) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      value
          .properties()
          .forEach(
              entry ->
                  sorted.put(
                      text(entry.getKey(), folder),
                      shape(
                          key.equals("seconds") ? key : entry.getKey(), entry.getValue(), folder)));
      return new ObjectNode(nodes, sorted);
    }
    if (value.isArray()) {
      ArrayNode list = nodes.arrayNode();
      value.forEach(item -> list.add(shape(key, item, folder)));
      return list;
    }
    if (value.isNumber() && (NUMBERS.contains(key) || key.endsWith("bytes"))) {
      return value.isIntegralNumber() ? nodes.numberNode(0) : nodes.numberNode(0.0);
    }
    if (value.isTextual()) {
      return nodes.textNode(TEXTS.contains(key) ? "TEXT" : text(value.textValue(), folder));
    }
    return value;
  }

  private static String text(String raw, String folder) {
    String text = raw.replace(folder, "FOLDER");
    for (Word word : WORDS) {
      text = word.pattern.matcher(text).replaceAll(word.name);
    }
    return text;
  }

  private record Word(Pattern pattern, String name) {
    Word(String pattern, String name) {
      this(Pattern.compile(pattern), name);
    }
  }
}
