package org.datawarp.pipeline.enrich;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.table.SheetKind;
import org.datawarp.pipeline.extract.SheetText;
import org.datawarp.pipeline.extract.SheetText.TextLine;
import org.jspecify.annotations.Nullable;

/**
 * Numbered and marked notes: of the sheets of notes, and of single sheets the footnotes.
 *
 * <p>Source of the forms: UK Government Analysis Function, "Releasing statistics in spreadsheets",
 * section on notes ({@code [note 1]} in a header, {@code note 1} in the first column of the notes
 * sheet); older files write {@code 1.}, {@code (1)}, {@code ¹} or a mark.
 */
final class Notes {
  private static final Pattern LABEL =
      Pattern.compile(
          "(?i)[\\[(]?\\s?(?:(?:foot)?note\\s?)?(?:number\\s?)?([0-9]{1,3})\\s?[\\])]?[.:]?");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)[\\[(]?\\s?(?:foot)?note\\s?([0-9]{1,3})\\s?[\\])]?\\s?[.:–—-]?\\s(?=\\S)");
  private static final Pattern NUMBERED =
      Pattern.compile("(?:([0-9]{1,2})[.)]|[\\[(]([0-9]{1,2})[\\])])\\s?(?=\\p{L}|['\"‘“(])");
  private static final Pattern BARE = Pattern.compile("([0-9]{1,2})\\s(?=\\p{Lu}\\p{Ll}|A\\s)");
  private static final Pattern MARKED =
      Pattern.compile("([⁰¹²³⁴-⁹]{1,3}|[*†‡§]{1,3})\\s?(?=\\p{L})");
  private static final int SHORTEST = 5;

  /** Stands for the member of a ZIP that holds the notes of the others. */
  private static final String ANY = "*";

  private final Map<String, String> general = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> bySheet = new LinkedHashMap<>();

  /** Reads the notes of the sheets of one file. */
  Notes(List<SheetText> sheets) {
    for (SheetText sheet : sheets) {
      Map<String, String> own = new LinkedHashMap<>();
      for (TextLine line : sheet.lines()) {
        find(line).ifPresent(note -> own.putIfAbsent(note.key(), note.text()));
      }
      if (sheet.kind() == SheetKind.DATA) {
        bySheet.put(place(sheet.member(), sheet.sheet()), own);
      } else if (sheet.kind() == SheetKind.NOTES || sheet.kind() == SheetKind.COVER) {
        own.forEach((key, text) -> general.putIfAbsent(key(sheet.member(), key), text));
        own.forEach((key, text) -> general.putIfAbsent(key(ANY, key), text));
      }
    }
  }

  /**
   * A note.
   *
   * @param key its number or mark
   * @param text what it says
   */
  record Note(String key, String text) {
    @Override
    public String toString() {
      return (Character.isDigit(key.charAt(0)) ? "Note " : "") + key + ": " + text;
    }
  }

  /** Finds a note that a table's title or header refers to: its sheet's own before the file's. */
  Optional<Note> find(
      @Nullable String member,
      @Nullable String sheet,
      String reference) {
    String own = bySheet.getOrDefault(place(member, sheet), Map.of()).get(reference);
    String text = own == null ? general.get(key(member, reference)) : own;
    return Optional.ofNullable(text == null ? general.get(key(ANY, reference)) : text)
        .map(found -> new Note(reference, found));
  }

  /** Reads a line that is a note with its number or mark. */
  static Optional<Note> find(TextLine line) {
    String first = Words.line(line.cells().get(0));
    if (line.cells().size() > 1) {
      Matcher label = LABEL.matcher(Words.superscript(first));
      String text = Words.line(line.cells().get(1));
      if (label.matches() && isProse(text)) {
        return Optional.of(new Note(number(label.group(1)), text));
      }
    }
    for (Pattern pattern : List.of(NAMED, NUMBERED, MARKED, BARE)) {
      Matcher matcher = pattern.matcher(first);
      if (matcher.lookingAt()) {
        String key = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String text = first.substring(matcher.end());
        return isProse(text)
            ? Optional.of(new Note(number(Words.superscript(key)), text))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isProse(String text) {
    return text.length() >= SHORTEST && text.chars().anyMatch(Character::isLetter);
  }

  /** Two spellings of a number are one. */
  private static String number(String key) {
    return key.length() > 1 && key.chars().allMatch(Character::isDigit)
        ? String.valueOf(Integer.parseInt(key))
        : key;
  }

  private static String place(
      @Nullable String member,
      @Nullable String sheet) {
    return member + "\n" + sheet;
  }

  private static String key(@Nullable String member, String key) {
    return String.valueOf(member) + "\n" + key;
  }
}
