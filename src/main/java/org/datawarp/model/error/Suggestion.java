package org.datawarp.model.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a mistyped name may stand for. */
public final class Suggestion {
  /** Longer words are no names that a person types. */
  private static final int MAX_LENGTH = 100;

  private static final int MIN_BEGINNING = 3;

  private Suggestion() {}

  /**
   * Finds the name that is meant: the one with the fewest edits (letters inserted, left out,
   * replaced, or exchanged with the next), at most a quarter of the word, case apart; else the
   * shortest that begins with the word.
   *
   * @return empty where none is near
   */
  public static Optional<String> nearest(String word, Collection<String> names) {
    String given = word.toLowerCase(Locale.ROOT);
    if (given.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int most = Math.max(1, given.length() / 4);
    Optional<String> near =
        names.stream()
            .filter(name -> Math.abs(name.length() - given.length()) <= most)
            .filter(name -> distance(given, name.toLowerCase(Locale.ROOT)) <= most)
            .min(
                Comparator.<String>comparingInt(
                        name -> distance(given, name.toLowerCase(Locale.ROOT)))
                    .thenComparing(Comparator.naturalOrder()));
    return near.or(
        () ->
            names.stream()
                .filter(name -> given.length() >= MIN_BEGINNING)
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(given))
                .min(
                    Comparator.comparingInt(String::length)
                        .thenComparing(Comparator.naturalOrder())));
  }

  /** Returns a hint that begins with the name that may be meant, where there is one. */
  public static String hint(String word, Collection<String> names, String otherwise) {
    return nearest(word, names).map(name -> "did you mean '" + name + "'? ").orElse("") + otherwise;
  }

  /** The optimal string alignment distance. */
  private static int distance(String one, String other) {
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] row = new int[other.length() + 1];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (isExchange(one, other, i, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[other.length()];
  }

  private static boolean isExchange(String one, String other, int i, int j) {
    return i > 1
        && j > 1
        && one.charAt(i - 1) == other.charAt(j - 2)
        && one.charAt(i - 2) == other.charAt(j - 1);
  }
}
