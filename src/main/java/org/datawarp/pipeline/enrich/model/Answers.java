package org.datawarp.pipeline.enrich.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.VisibleText;
import org.datawarp.pipeline.enrich.TableAnswer.ColumnAnswer;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.jspecify.annotations.Nullable;

/**
 * What is taken of a model's answer: descriptions and keywords of columns that were asked about,
 * each entry by itself. An entry with another key, an unknown name, a name that is there twice or a
 * text that no description can be is left out; so is everything else the answer holds.
 */
final class Answers {
  private static final Set<String> ENTRY_KEYS = Set.of("name", "description", "keywords");
  private static final Set<String> KEYS = Set.of("table", "columns");
  private static final int LONGEST = 600;
  private static final int MAX_KEYWORDS = 12;
  private static final int LONGEST_KEYWORD = 40;
  private static final int SHOWN = 5;

  private Answers() {}

  /**
   * What was taken.
   *
   * @param table what the table holds; null where that was not said
   * @param columns by name
   * @param problems what was left out and why, a line each
   */
  record Taken(
      @Nullable String table, Map<String, ColumnAnswer> columns, List<String> problems) {}

  /**
   * Reads an answer.
   *
   * @param wanted the names that were asked about
   */
  static Taken read(Object answer, Set<String> wanted) {
    Map<?, ?> object;
    if (answer instanceof Map<?, ?> map) {
      object = map;
    } else {
      try {
        object = JsonCodec.read(unfenced(String.valueOf(answer)));
      } catch (MalformedJsonException e) {
        return new Taken(null, Map.of(), List.of("the answer is no JSON object"));
      }
    }
    List<String> problems = new ArrayList<>();
    if (!KEYS.containsAll(object.keySet())) {
      problems.add("the answer has keys that were not asked for, which are left out");
    }
    Map<String, ColumnAnswer> columns = new LinkedHashMap<>();
    if (object.get("columns") instanceof List<?> list) {
      readAll(list, wanted, columns, problems);
    } else {
      problems.add("the answer has no list of columns");
    }
    String table = text(object.get("table")).filter(words -> !words.isEmpty()).orElse(null);
    return new Taken(table, columns, problems);
  }

  private static void readAll(
      List<?> list, Set<String> wanted, Map<String, ColumnAnswer> columns, List<String> problems) {
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    int strange = 0;
    List<String> unfit = new ArrayList<>();
    for (Object item : list) {
      String name = item instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "";
      if (!wanted.contains(name)) {
        strange++;
        continue;
      }
      if (!seen.add(name)) {
        twice.add(name);
      }
      Optional<ColumnAnswer> entry = entry((Map<?, ?>) item);
      if (entry.isEmpty()) {
        unfit.add(name);
      } else if (!entry.get().description().isEmpty()) {
        columns.put(name, entry.get());
      }
    }
    twice.forEach(columns::remove);
    unfit.forEach(columns::remove);
    if (strange > 0) {
      problems.add("left out " + strange + " entries for columns that were not asked about");
    }
    told(twice.stream().sorted().toList(), "described twice", problems);
    told(unfit.stream().sorted().distinct().toList(), "described in another form", problems);
    told(
        wanted.stream().filter(name -> !seen.contains(name)).sorted().toList(),
        "not described",
        problems);
  }

  private static void told(List<String> names, String what, List<String> problems) {
    if (!names.isEmpty()) {
      problems.add(
          what
              + ": "
              + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
              + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : ""));
    }
  }

  private static Optional<ColumnAnswer> entry(Map<?, ?> map) {
    Optional<String> description = text(map.get("description"));
    if (!map.keySet().equals(ENTRY_KEYS)
        || description.isEmpty()
        || !(map.get("keywords") instanceof List<?> words)
        || words.size() > MAX_KEYWORDS) {
      return Optional.empty();
    }
    List<String> keywords = new ArrayList<>();
    for (Object word : words) {
      Optional<String> keyword = text(word);
      if (keyword.isEmpty() || keyword.get().length() > LONGEST_KEYWORD) {
        return Optional.empty();
      }
      if (!keyword.get().isEmpty()) {
        keywords.add(keyword.get());
      }
    }
    return Optional.of(new ColumnAnswer(description.get(), keywords));
  }

  /** A description is a short text without any control character or hidden one. */
  private static Optional<String> text(@Nullable Object value) {
    if (!(value instanceof String text) || text.length() > LONGEST) {
      return Optional.empty();
    }
    boolean isPlain =
        text.chars()
            .noneMatch(
                unit ->
                    Character.isISOControl(unit) || VisibleText.isHidden((char) unit));
    return isPlain && isPaired(text) ? Optional.of(text.strip()) : Optional.empty();
  }

  private static boolean isPaired(String text) {
    return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** Local models put JSON between fences of Markdown, whatever they are told. */
  private static String unfenced(String text) {
    String plain = text.strip();
    if (!plain.startsWith("```") || !plain.endsWith("```") || plain.indexOf('\n') < 0) {
      return plain;
    }
    return plain.substring(plain.indexOf('\n') + 1, plain.length() - 3);
  }
}
