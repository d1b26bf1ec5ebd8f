package org.datawarp.pipeline.extract.marker;

import java.util.Locale;
import java.util.Set;
import org.datawarp.pipeline.extract.MarkerClass;

/**
 * Tells shorthand with its meaning from what only looks like it: codes with names, abbreviations,
 * prose.
 */
final class LegendConfidence {
  /** Signs that are used for nothing else, so that any meaning is believed. */
  private static final String MARKS = "*†‡~^";

  private static final int SYMBOL_LEEWAY = 50;
  private static final int LETTER_LEEWAY = 12;

  /** How far into a meaning the words that make it one may stand. */
  private static final int EARLY = 60;

  private static final Set<String> WORDS =
      Set.of(
          "all", "an", "and", "any", "are", "as", "at", "by", "for", "had", "has", "he", "in", "is",
          "it", "its", "may", "new", "no", "not", "of", "old", "on", "one", "or", "so", "the", "to",
          "two", "use", "was", "we", "who");

  private LegendConfidence() {}

  /**
   * Tells whether an entry is one.
   *
   * @param raw the token as written, in brackets or quotation marks where it has them
   * @param kind the class its meaning speaks of
   */
  static boolean isBelievable(String raw, String meaning, MarkerClass kind) {
    if (raw.startsWith("[")) {
      return true;
    }
    boolean quoted = LegendParser.isQuoted(raw);
    String token = quoted ? raw.substring(1, raw.length() - 1) : raw;
    if (token.chars().allMatch(letter -> MARKS.indexOf(letter) >= 0)) {
      return true;
    }
    if (kind == MarkerClass.UNKNOWN || LegendWords.position(meaning) > EARLY) {
      return false;
    }
    if (quoted) {
      return token.length() <= 3 || !meaning.matches("(?i)(?:and|or|may|do|does|should|can)\\b.*");
    }
    boolean letters = token.chars().anyMatch(Character::isLetter);
    return !letters || token.length() == 1 || isAbbreviation(token, meaning);
  }

  /** Returns how far into the meaning its class may show, where nothing stands between the two. */
  static int leeway(String token) {
    if (Character.isLetter(token.charAt(0))) {
      return LETTER_LEEWAY;
    }
    return "–—-".indexOf(token.charAt(0)) >= 0 ? 0 : SYMBOL_LEEWAY;
  }

  /** Tells whether letters are known shorthand, or taken from the words of their meaning. */
  private static boolean isAbbreviation(String token, String meaning) {
    String key = MarkerLexicon.key(token);
    if (WORDS.contains(key)) {
      return false;
    }
    if (MarkerLexicon.fallback().find(key).isPresent()
        || MarkerLexicon.fallback().find("[" + key + "]").isPresent()) {
      return true;
    }
    String letters = key.replaceAll("[^a-z]", "");
    String text = meaning.toLowerCase(Locale.ROOT);
    return letters.length() == 1 || text.startsWith(letters) || isInitials(letters, text);
  }

  private static boolean isInitials(String letters, String text) {
    int matched = 0;
    for (String word : text.split("[^a-z]+")) {
      if (matched < letters.length()
          && !word.isEmpty()
          && word.charAt(0) == letters.charAt(matched)) {
        matched++;
      }
    }
    return matched == letters.length();
  }
}
