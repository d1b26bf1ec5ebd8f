package org.datawarp.pipeline.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.match.TableMatch.Method;
import org.jspecify.annotations.Nullable;

/**
 * Which tables of an issue are which canonical sources: each at most one of each.
 *
 * <p>The confidence is a weighted mean of what two tables have in common: names of columns most,
 * then the words of the title, types, units, and the words of the sheet last. A title that neither
 * has weighs nothing. At {@value #TAKEN} a match is taken, at {@value #PROPOSED} it is proposed; a
 * match is only proposed, too, where another pairing is as likely, where units contradict each
 * other, or the numbers in the titles, or the types of shared columns. Where other tables of the
 * issue have the same columns, it is the title that tells them apart: with other numbers, as in
 * "over 52 weeks" and "52 to 104 weeks", it is another table.
 */
public final class TableMatcher {
  /** From here a match is taken. */
  static final double TAKEN = 0.8;

  /** From here a match is proposed. */
  static final double PROPOSED = 0.45;

  private static final double NAMES_WEIGHT = 0.65;
  private static final double TITLE_WEIGHT = 0.22;
  private static final double TYPES_WEIGHT = 0.05;
  private static final double UNITS_WEIGHT = 0.05;
  private static final double SHEET_WEIGHT = 0.03;
  private static final double MARGIN = 0.01;
  private static final double MOST_TYPES = 0.5;
  private static final double WORTH_RENAMES = 0.5;

  private TableMatcher() {}

  /** One possible pairing. */
  private record Pair(int table, int candidate, double score, double names, double title) {}

  /**
   * Matches.
   *
   * @return the match of each table, by the table's index; none for new tables
   */
  public static Map<Integer, TableMatch> match(
      List<TableFingerprint> tables, List<TableFingerprint> candidates) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      for (int j = 0; j < candidates.size(); j++) {
        Pair pair = pair(i, j, tables.get(i), candidates.get(j));
        boolean isAnother =
            numbersDiffer(tables.get(i), candidates.get(j))
                && (hasTwin(tables, i) || hasTwin(candidates, j));
        if (pair.score() >= PROPOSED && !isAnother) {
          pairs.add(pair);
        }
      }
    }
    if (pairs.isEmpty() && tables.size() == 1 && candidates.size() == 1) {
      // The only table of an issue is mostly the only one of those before.
      Pair only = pair(0, 0, tables.get(0), candidates.get(0));
      if (only.names() > 0) {
        pairs.add(only);
      }
    }
    pairs.sort(
        Comparator.comparingDouble(Pair::score)
            .reversed()
            .thenComparing(Pair::table)
            .thenComparing(Pair::candidate));
    Map<Integer, TableMatch> matched = new TreeMap<>();
    Set<Integer> used = new HashSet<>();
    for (Pair pair : pairs) {
      if (!matched.containsKey(pair.table()) && used.add(pair.candidate())) {
        matched.put(pair.table(), decided(pair, pairs, matched, used, tables, candidates));
      }
    }
    return matched;
  }

  /**
   * Matches, where tables are known that are none of the candidates: what is most like one of those
   * is matched to nothing.
   */
  public static Map<Integer, TableMatch> match(
      List<TableFingerprint> tables,
      List<TableFingerprint> candidates,
      List<TableFingerprint> others) {
    List<TableFingerprint> all = new ArrayList<>(candidates);
    all.addAll(others);
    Map<Integer, TableMatch> matched = match(tables, all);
    matched.values().removeIf(match -> match.candidate() >= candidates.size());
    return matched;
  }

  /** Tells whether another table has the same columns. */
  private static boolean hasTwin(List<TableFingerprint> all, int index) {
    Set<String> columns = all.get(index).columns().keySet();
    return IntStream.range(0, all.size())
        .anyMatch(other -> other != index && all.get(other).columns().keySet().equals(columns));
  }

  private static boolean numbersDiffer(TableFingerprint table, TableFingerprint candidate) {
    return !table.title().isEmpty()
        && !candidate.title().isEmpty()
        && !numbers(table.title()).equals(numbers(candidate.title()));
  }

  private static Set<String> numbers(String title) {
    return words(title).stream()
        .filter(word -> word.chars().allMatch(letter -> letter >= '0' && letter <= '9'))
        .collect(Collectors.toSet());
  }

  /** Returns how alike two tables are, 0 to 1. */
  static double score(TableFingerprint table, TableFingerprint candidate) {
    return pair(0, 0, table, candidate).score();
  }

  private static TableMatch decided(
      Pair pair,
      List<Pair> pairs,
      Map<Integer, TableMatch> matched,
      Set<Integer> used,
      List<TableFingerprint> tables,
      List<TableFingerprint> candidates) {
    TableFingerprint table = tables.get(pair.table());
    TableFingerprint candidate = candidates.get(pair.candidate());
    Pair rival =
        pairs.stream()
            .filter(other -> !other.equals(pair) && pair.score() - other.score() < MARGIN)
            .filter(
                other ->
                    (other.table() == pair.table() && !used.contains(other.candidate()))
                        || (other.candidate() == pair.candidate()
                            && !matched.containsKey(other.table())))
            .findFirst()
            .orElse(null);
    return new TableMatch(
        pair.candidate(),
        Math.round(pair.score() * 1_000) / 1_000d,
        method(pair, pairs),
        doubt(pair, rival, table, candidate));
  }

  private static Method method(Pair pair, List<Pair> pairs) {
    boolean bySheet =
        pairs.stream()
            .anyMatch(
                other ->
                    !other.equals(pair)
                        && (other.table() == pair.table() || other.candidate() == pair.candidate())
                        && other.names() == pair.names()
                        && other.title() == pair.title());
    if (bySheet) {
      return Method.SHEET;
    }
    if (pair.names() == 1) {
      return Method.FINGERPRINT;
    }
    return pair.title() == 1 ? Method.TITLE : Method.COLUMNS;
  }

  private static @Nullable String doubt(
      Pair pair, @Nullable Pair rival, TableFingerprint table, TableFingerprint candidate) {
    if (pair.score() < TAKEN) {
      return "only " + Math.round(pair.names() * 100) + " % of the columns are the same";
    }
    if (unitsContradict(table, candidate)) {
      return "the units differ: "
          + String.join(", ", table.units())
          + " and "
          + String.join(", ", candidate.units());
    }
    if (numbersDiffer(table, candidate)) {
      return "the numbers in the titles differ: '"
          + table.title()
          + "' and '"
          + candidate.title()
          + "'";
    }
    if (types(table, candidate) < MOST_TYPES) {
      return "most of the shared columns hold values of another type";
    }
    return rival == null ? null : "another table is as like";
  }

  private static boolean unitsContradict(TableFingerprint table, TableFingerprint candidate) {
    return !table.units().isEmpty()
        && !candidate.units().isEmpty()
        && table.units().stream().noneMatch(candidate.units()::contains);
  }

  private static Pair pair(int i, int j, TableFingerprint table, TableFingerprint candidate) {
    double names = likeness(table.columns().keySet(), candidate.columns().keySet());
    double named = names >= WORTH_RENAMES && names < 1 ? withRenames(table, candidate) : names;
    boolean titled = !table.title().isEmpty() || !candidate.title().isEmpty();
    boolean onSheet = !table.sheet().isEmpty() || !candidate.sheet().isEmpty();
    double title = titled ? likeness(words(table.title()), words(candidate.title())) : 0;
    double units = likeness(Set.copyOf(table.units()), Set.copyOf(candidate.units()));
    double sheet = onSheet ? likeness(words(table.sheet()), words(candidate.sheet())) : 0;
    double sum =
        NAMES_WEIGHT * named
            + TITLE_WEIGHT * title
            + TYPES_WEIGHT * types(table, candidate)
            + UNITS_WEIGHT * units
            + SHEET_WEIGHT * sheet;
    double weights =
        NAMES_WEIGHT
            + (titled ? TITLE_WEIGHT : 0)
            + TYPES_WEIGHT
            + UNITS_WEIGHT
            + (onSheet ? SHEET_WEIGHT : 0);
    // Without a column in common nothing else makes two tables one.
    double score = names == 0 ? 0 : sum / weights;
    return new Pair(i, j, score, names, title);
  }

  /** A column that goes by a like name counts as far as the names are alike. */
  private static double withRenames(TableFingerprint table, TableFingerprint candidate) {
    Map<String, ColumnType> gone = new TreeMap<>(candidate.columns());
    gone.keySet().removeAll(table.columns().keySet());
    Map<String, ColumnType> added = new TreeMap<>(table.columns());
    added.keySet().removeAll(candidate.columns().keySet());
    int shared = table.columns().size() - added.size();
    double like = 0;
    int pairs = 0;
    for (ColumnRenames.Rename rename : ColumnRenames.likely(gone, added)) {
      like += rename.likeness();
      pairs++;
    }
    return (shared + like) / (shared + gone.size() + added.size() - pairs);
  }

  /**
   * Returns which part of the shared columns with values holds those of one kind; 0 where no column
   * is shared.
   */
  private static double types(TableFingerprint table, TableFingerprint candidate) {
    Set<String> shared = new HashSet<>(table.columns().keySet());
    shared.retainAll(candidate.columns().keySet());
    if (shared.isEmpty()) {
      return 0;
    }
    shared.removeAll(table.undecided());
    shared.removeAll(candidate.undecided());
    long alike =
        shared.stream()
            .filter(name -> isAlike(table.columns().get(name), candidate.columns().get(name)))
            .count();
    return shared.isEmpty() ? 1 : (double) alike / shared.size();
  }

  private static boolean isAlike(@Nullable ColumnType one, @Nullable ColumnType other) {
    return one == other || (one != null && other != null && one.isNumber() && other.isNumber());
  }

  private static Set<String> words(String text) {
    return text.isEmpty() ? Set.of() : new HashSet<>(Arrays.asList(text.split(" ")));
  }

  /** Returns the share of what two sets have in common; two empty sets are the same. */
  private static double likeness(Set<String> one, Set<String> other) {
    if (one.isEmpty() && other.isEmpty()) {
      return 1;
    }
    Set<String> all = new HashSet<>(one);
    all.addAll(other);
    Set<String> shared = new HashSet<>(one);
    shared.retainAll(other);
    return (double) shared.size() / all.size();
  }
}
