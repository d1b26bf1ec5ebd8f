package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.pipeline.extract.HeaderNames;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Region;
import org.datawarp.pipeline.workbook.CellSink.RegionKind;

/** Short labels for the tables of one file, each given once. */
public final class SourceNames {
  private static final int MAX_LENGTH = 32;
  private static final Pattern BARE =
      Pattern.compile(
          "(?:table|tab|sheet|data|page|worksheet)?+[\\s_]*+\\d*+[a-z]?+(?:[.\\s_-]\\d++)*+");
  private static final Pattern NUMBERING =
      Pattern.compile(
          "^(?:table|tab|figure|sheet)\\s*+\\d++[a-z]?+(?:\\.\\d++)*+\\s*+[:.\\-–—]?+\\s*+");

  /** A word that may be a random id, {@code f2a74d}: five or more hexadecimal digits. */
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{5,}+");

  private static final Pattern DIGIT = Pattern.compile("[0-9]");

  /** Letters amid digits, or digits amid letters. */
  private static final Pattern MIXED = Pattern.compile("[0-9][a-f]++[0-9]|[a-f][0-9]++[a-f]");

  /** A word such as {@code dec} or {@code bed}, which makes no id with a number beside it. */
  private static final Pattern LETTERS = Pattern.compile("[bcdf][ae][bcdf]");

  /** Words that join others, and end no name. */
  private static final Set<String> JOINTS =
      Set.of(
          "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "per", "that", "the",
          "to", "with");

  private final Set<String> given = new HashSet<>();
  private final Map<String, Set<String>> ambiguous;

  /**
   * Starts to name the sources of a file.
   *
   * @param sources the tables of each, all of them
   */
  public SourceNames(Collection<List<FoundTable>> sources) {
    this.ambiguous = ambiguous(sources);
  }

  /** Returns a label for tables that are one source: of several, what their names share. */
  public String give(List<FoundTable> tables) {
    List<String> own = labels(tables.get(0).layout());
    if (tables.size() > 1) {
      String base = own.get(0);
      for (FoundTable table : tables) {
        base = shared(base, labels(table.layout()).get(0));
      }
      return unique(base);
    }
    Set<String> shared = ambiguous.get(own.get(0));
    if (shared != null) {
      TableLayout layout = tables.get(0).layout();
      for (String label : List.of(numbered(layout), distinct(layout, shared))) {
        if (!label.isEmpty() && given.add(label)) {
          return label;
        }
      }
    }
    return own.stream().filter(given::add).findFirst().orElseGet(() -> unique(own.get(0)));
  }

  /**
   * Finds the labels that several tables would have, their numbers left out, with the words that
   * the titles of all of them share.
   */
  private static Map<String, Set<String>> ambiguous(Collection<List<FoundTable>> sources) {
    Map<String, Set<String>> once = new HashMap<>();
    Map<String, Set<String>> twice = new HashMap<>();
    for (List<FoundTable> tables : sources) {
      if (tables.size() > 1) {
        continue;
      }
      TableLayout layout = tables.get(0).layout();
      String label = labels(layout).get(0);
      Set<String> words = new HashSet<>(titleWords(layout));
      Set<String> before = once.putIfAbsent(label, words);
      if (before != null) {
        before.retainAll(words);
        twice.put(label, before);
      }
    }
    return twice;
  }

  private static List<String> titleWords(TableLayout layout) {
    return allWords(NUMBERING.matcher(folded(layout.title())).replaceFirst(""));
  }

  /**
   * Returns the first words of a table's title and those that no title beside it has in common with
   * it; empty where there are none.
   */
  private static String distinct(TableLayout layout, Set<String> shared) {
    List<String> words = titleWords(layout);
    List<String> own = new ArrayList<>();
    int size = 0;
    for (String word : words) {
      if (!shared.contains(word) && !isJoint(word) && size + word.length() < MAX_LENGTH * 2 / 3) {
        own.add(word);
        size += word.length() + 1;
      }
    }
    if (own.isEmpty()) {
      return "";
    }
    List<String> name = new ArrayList<>();
    for (String word : words) {
      if (!shared.contains(word) || size + word.length() >= MAX_LENGTH) {
        break;
      }
      name.add(word);
      size += word.length() + 1;
    }
    while (name.size() > 1 && isJoint(name.get(name.size() - 1))) {
      name.remove(name.size() - 1);
    }
    name.addAll(own);
    return slug(name);
  }

  /**
   * Returns the label with the numbers that tell tables apart, {@code over 52 weeks} from {@code
   * over 104 weeks}; empty where the name has none but that of a table or a period.
   */
  private static String numbered(TableLayout layout) {
    SpooledSheet sheet = layout.sheet();
    String name = folded(sheet.name == null ? fileLabel(sheet) : sheet.name);
    for (String text : List.of(BARE.matcher(name).matches() ? "" : name, folded(layout.title()))) {
      List<String> words = allWords(NUMBERING.matcher(text).replaceFirst(""));
      if (words.stream().skip(1).anyMatch(SourceNames::isNumber)) {
        return withNumbers(words);
      }
    }
    return "";
  }

  private static boolean isNumber(String word) {
    return word.matches("\\d+");
  }

  /** Returns the words of a text, numbers too. */
  private static List<String> allWords(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /** Keeps each number with the words beside it, and of the other words as many as fit before. */
  private static String withNumbers(List<String> words) {
    List<String> tail = new ArrayList<>();
    int from = 0;
    while (from < words.size() && !isNumber(words.get(from))) {
      from++;
    }
    int at = Math.max(1, from - 1);
    int size = 0;
    for (String word : words.subList(Math.min(at, words.size()), words.size())) {
      if (size + word.length() + 1 > MAX_LENGTH / 2) {
        break;
      }
      tail.add(word);
      size += word.length() + 1;
    }
    List<String> name = new ArrayList<>();
    for (String word : words.subList(0, Math.min(at, words.size()))) {
      if (size + word.length() + 1 > MAX_LENGTH) {
        break;
      }
      name.add(word);
      size += word.length() + 1;
    }
    while (name.size() > 1 && isJoint(name.get(name.size() - 1))) {
      name.remove(name.size() - 1);
    }
    name.addAll(tail);
    return slug(name);
  }

  private static String shared(String one, String other) {
    int length = Math.min(one.length(), other.length());
    int same = 0;
    while (same < length && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    if (same == one.length() && same == other.length()) {
      return one;
    }
    int cut = one.lastIndexOf('_', Math.max(same - 1, 0));
    return cut > 2 ? one.substring(0, cut) : "data";
  }

  private String unique(String base) {
    String name = base;
    for (int n = 2; !given.add(name); n++) {
      name = base + "_" + n;
    }
    return name;
  }

  /**
   * Returns what a table may be called, best first: its sheet's own name unless that is only a
   * number or a random id, the name the workbook marks it with, its title's first words, its
   * title's first and last words. A CSV goes by its name in its ZIP.
   */
  private static List<String> labels(TableLayout layout) {
    SpooledSheet sheet = layout.sheet();
    Set<String> labels = new LinkedHashSet<>();
    String sheetName = folded(sheet.name == null ? fileLabel(sheet) : sheet.name);
    add(labels, sheetName);
    add(labels, folded(markedName(layout).replace('_', ' ')));
    String title = folded(layout.title());
    String plain = NUMBERING.matcher(title).replaceFirst("");
    if (!plain.isBlank()) {
      labels.add(shorten(words(plain)));
      labels.add(headAndTail(words(plain)));
    }
    if (labels.isEmpty()) {
      labels.add(shorten(words(sheetName)));
      labels.add(slug(allWords(sheetName)));
    }
    return List.copyOf(labels);
  }

  private static void add(Set<String> labels, String name) {
    if (!BARE.matcher(name).matches() && !isRandom(name)) {
      labels.add(shorten(words(NUMBERING.matcher(name).replaceFirst(""))));
    }
  }

  /** Tells whether two sheets' names differ in no more than period and random ids. */
  public static boolean isSameSheet(String one, String other) {
    String first = folded(one);
    String second = folded(other);
    return first.equals(second) || (isRandom(first) && isRandom(second));
  }

  /** Tells whether a name is nothing but random ids and numbers, which say nothing. */
  private static boolean isRandom(String name) {
    List<String> words = allWords(name);
    return words.stream().anyMatch(SourceNames::isId)
        && words.stream().allMatch(word -> isNumber(word) || isId(word));
  }

  private static boolean isId(String word) {
    return HEX.matcher(word).matches()
        && DIGIT.matcher(word).find()
        && (MIXED.matcher(word).find() || !LETTERS.matcher(word).find());
  }

  private static String folded(String text) {
    return withoutPeriod(text).toLowerCase(Locale.ROOT).strip();
  }

  /** Returns the name of the region the workbook marks where a table lies; empty without one. */
  private static String markedName(TableLayout layout) {
    for (Region region : layout.sheet().regions) {
      if (region.kind() == RegionKind.TABLE
          && region.firstColumn() <= layout.firstColumn()
          && region.lastColumn() >= layout.lastColumn()
          && region.firstRow() <= layout.firstData()
          && region.lastRow() >= layout.lastData()) {
        return region.name();
      }
    }
    return "";
  }

  private static String fileLabel(SpooledSheet sheet) {
    String member = sheet.member;
    if (member == null) {
      return "data";
    }
    String file = member.substring(member.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private static String withoutPeriod(String text) {
    return PeriodParser.find(text)
        .map(found -> text.replace(found.matchedText(), " "))
        .orElse(text);
  }

  /**
   * Returns the words of a text without bare numbers and random ids, which change from month to
   * month.
   */
  private static List<String> words(String text) {
    List<String> all = allWords(text);
    List<String> words = new ArrayList<>();
    for (String word : all) {
      if (!isId(word) && (words.isEmpty() || !isNumber(word))) {
        words.add(word);
      }
    }
    return words.isEmpty() ? all : words;
  }

  /** Keeps the first words, and ends with one that says something. */
  private static String shorten(List<String> words) {
    List<String> kept = new ArrayList<>();
    int size = 0;
    for (String word : words) {
      if (size > 0 && size + word.length() >= MAX_LENGTH) {
        break;
      }
      kept.add(word);
      size += word.length() + (size == 0 ? 0 : 1);
    }
    while (kept.size() > 1 && kept.size() < words.size() && isJoint(kept.get(kept.size() - 1))) {
      kept.remove(kept.size() - 1);
    }
    return slug(kept);
  }

  private static String headAndTail(List<String> words) {
    List<String> tail = new ArrayList<>();
    int size = words.isEmpty() ? 0 : words.get(0).length();
    for (int i = words.size() - 1; i > 0; i--) {
      size += words.get(i).length() + 1;
      if (size >= MAX_LENGTH) {
        break;
      }
      tail.add(0, words.get(i));
    }
    while (tail.size() > 1 && isJoint(tail.get(0))) {
      tail.remove(0);
    }
    List<String> all = new ArrayList<>(words.subList(0, Math.min(1, words.size())));
    all.addAll(tail);
    return slug(all);
  }

  private static boolean isJoint(String word) {
    return JOINTS.contains(word);
  }

  private static String slug(List<String> words) {
    String slug = HeaderNames.base(List.of(String.join(" ", words)));
    return slug.isEmpty() ? "data" : slug;
  }
}
