package org.datawarp.pipeline.extract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.datawarp.pipeline.extract.header.HeaderNotes;
import org.datawarp.pipeline.extract.header.HeaderSlug;
import org.jspecify.annotations.Nullable;

/**
 * Column names, made from headers and from nothing else.
 *
 * <p>A name is lower-case ASCII letters, digits and single underscores, starts with a letter, does
 * not end with an underscore and has at most {@value #MAX_BYTES} bytes. It is a function of the
 * header's text: what matters beside digits and signs is spelled out ({@link HeaderSlug}), levels
 * are joined, an equal level below another counts once, and a name too long keeps its head and its
 * tail around a hash of the whole. Case, white space and other punctuation do not count, so that a
 * publisher's slip from one month to the next does not make a new column.
 *
 * <p>Only where two different headers of one table would still have one name ({@code Type 1} and
 * {@code Type-1}) each gets four characters of a hash of its own text, whatever their order.
 * Headers that are equal but for their notes cannot be told apart by text: the first keeps the
 * name, the others get {@code _2}, {@code _3}, in order of their notes, then of their columns.
 */
public final class HeaderNames {
  /** The longest name in bytes; with {@code __marker} behind it, it still fits PostgreSQL's 63. */
  public static final int MAX_BYTES = 55;

  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private static final String SEPARATOR = "\u001f";
  private static final int HEAD = 24;
  private static final int TAIL = 23;
  private static final int HASH = 6;
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

  private HeaderNames() {}

  /**
   * A header without its references to notes.
   *
   * @param text the header, white space collapsed
   * @param notes the references as written, without brackets: {@code note 3}, {@code 1}
   */
  public record CleanHeader(String text, List<String> notes) {
    /** Copies the list. */
    public CleanHeader {
      notes = List.copyOf(notes);
    }
  }

  /**
   * Gives each column of one table a legal name of its own.
   *
   * @param headers per column the header's levels, top to bottom; empty (or all blank) for a column
   *     without one, which is named {@code unnamed_1}, {@code unnamed_2} from left to right
   * @return one name per column, in their order
   */
  public static List<String> assign(List<List<String>> headers) {
    Map<String, List<Column>> byBase = new TreeMap<>();
    for (int i = 0; i < headers.size(); i++) {
      List<String> levels = cleanLevels(headers.get(i));
      if (!levels.isEmpty()) {
        String base = nameOf(levels, "");
        String raw = String.join(SEPARATOR, headers.get(i));
        Column column = new Column(i, base, levels, String.join(SEPARATOR, levels), raw);
        byBase.computeIfAbsent(base, key -> new ArrayList<>()).add(column);
      }
    }
    Set<String> taken = new HashSet<>(byBase.keySet());
    @Nullable String[] names = new String[headers.size()];
    for (List<Column> group : byBase.values()) {
      nameGroup(group, taken, names);
    }
    return withUnnamed(names, taken);
  }

  /** Returns the name a header gives alone; empty for a blank one. */
  public static String base(List<String> levels) {
    List<String> clean = cleanLevels(levels);
    return clean.isEmpty() ? "" : nameOf(clean, "");
  }

  /**
   * Takes the references to notes out of one level of a header: {@code [note 3]}, {@code ¹}, {@code
   * (1)} that touches a word, stars and daggers at the end, digits right behind a question mark or
   * bracket.
   */
  public static CleanHeader clean(String level) {
    return HeaderNotes.clean(level);
  }

  private static List<String> withUnnamed(@Nullable String[] names, Set<String> taken) {
    List<String> all = new ArrayList<>();
    int unnamed = 1;
    for (String name : names) {
      String made = name;
      while (made == null) {
        String free = "unnamed_" + unnamed++;
        made = taken.add(free) ? free : null;
      }
      all.add(made);
    }
    return List.copyOf(all);
  }

  private static void nameGroup(List<Column> group, Set<String> taken, @Nullable String[] names) {
    Map<String, List<Column>> byText = new TreeMap<>();
    for (Column column : group) {
      byText.computeIfAbsent(column.text, key -> new ArrayList<>()).add(column);
    }
    for (List<Column> same : byText.values()) {
      Column first = same.get(0);
      String name = byText.size() > 1 ? freeHash(first, taken) : first.base;
      nameEqual(same, name, taken, names);
    }
  }

  private static String freeHash(Column column, Set<String> taken) {
    for (int length = 4; ; length++) {
      String name = nameOf(column.levels, hash(column.text, length));
      if (taken.add(name)) {
        return name;
      }
    }
  }

  private static void nameEqual(
      List<Column> same, String name, Set<String> taken, @Nullable String[] names) {
    List<Column> ordered = new ArrayList<>(same);
    ordered.sort((a, b) -> a.raw.equals(b.raw) ? a.index - b.index : a.raw.compareTo(b.raw));
    names[ordered.get(0).index] = name;
    int next = 2;
    for (Column column : ordered.subList(1, ordered.size())) {
      String numbered = numbered(name, next++);
      while (!taken.add(numbered)) {
        numbered = numbered(name, next++);
      }
      names[column.index] = numbered;
    }
  }

  private static String numbered(String name, int number) {
    String suffix = "_" + number;
    int room = MAX_BYTES - suffix.length();
    return (name.length() > room ? shortened(name, room) : name) + suffix;
  }

  /** Returns the levels that say something, cleaned; one equal to the level above counts once. */
  private static List<String> cleanLevels(List<String> levels) {
    List<String> clean = new ArrayList<>();
    for (String level : levels) {
      String text = clean(level).text();
      if (text.isEmpty() && !level.isBlank()) {
        // A header that is nothing but a footnote mark keeps it.
        text = level.strip();
      }
      boolean repeats = !clean.isEmpty() && clean.get(clean.size() - 1).equals(text);
      if (!text.isEmpty() && !repeats) {
        clean.add(text);
      }
    }
    return clean;
  }

  private static String nameOf(List<String> levels, String suffix) {
    List<String> slugs = new ArrayList<>();
    boolean lossy = false;
    for (String level : levels) {
      HeaderSlug slug = HeaderSlug.of(level);
      if (!slug.text().isEmpty()) {
        slugs.add(slug.text());
      }
      lossy |= slug.isLossy();
    }
    String whole = String.join("_", slugs);
    if (whole.isEmpty()) {
      whole = "header";
    }
    if (whole.charAt(0) <= '9') {
      // Digits are kept, but no identifier should need quotes because of them.
      whole = "n_" + whole;
    }
    if (SYSTEM_COLUMNS.contains(whole)) {
      whole = whole + "_value";
    }
    if (lossy) {
      whole = whole + "_" + hash(String.join(SEPARATOR, levels), HASH);
    }
    String end = suffix.isEmpty() ? "" : "_" + suffix;
    return shortened(whole, MAX_BYTES - end.length()) + end;
  }

  /** Keeps the head and the tail of a long name, at underscores if possible, around its hash. */
  private static String shortened(String name, int room) {
    if (name.length() <= room) {
      return name;
    }
    int spare = MAX_BYTES - room;
    String head = name.substring(0, HEAD - (spare + 1) / 2);
    int cut = head.lastIndexOf('_');
    head = cut >= head.length() / 2 ? head.substring(0, cut) : head;
    String tail = name.substring(name.length() - (TAIL - spare / 2));
    int from = tail.indexOf('_');
    tail = from >= 0 && from < tail.length() / 2 ? tail.substring(from + 1) : tail;
    return strip(head) + "_" + hash(name, HASH) + "_" + strip(tail);
  }

  private static String strip(String part) {
    int from = part.startsWith("_") ? 1 : 0;
    int to = part.endsWith("_") ? part.length() - 1 : part.length();
    return part.substring(from, to);
  }

  private static String hash(String text, int length) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < length; i++) {
        out.append(DIGITS.charAt(bytes[i] & 31));
      }
      return out.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** One column: its text is what distinguishes it, its raw text has the notes too. */
  private record Column(int index, String base, List<String> levels, String text, String raw) {}
}
