package org.datawarp.workflow.diff;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.pipeline.export.StoredColumn;

/**
 * The tables of two sides that are the same table, and those that only one has. One table of each
 * side is a pair whatever the two are called; of several those with the same title, periods aside,
 * and the same columns; then those with the same name; then those whose columns are the same and
 * nobody else's.
 */
record SidePairs(List<Pair> pairs, List<String> onlyBefore, List<String> onlyAfter) {
  /** Two tables that are compared. */
  record Pair(DiffSide before, DiffSide after) {}

  static SidePairs of(List<DiffSide> before, List<DiffSide> after) {
    if (before.size() == 1 && after.size() == 1) {
      return new SidePairs(List.of(new Pair(before.get(0), after.get(0))), List.of(), List.of());
    }
    Set<DiffSide> old = new LinkedHashSet<>(before);
    Set<DiffSide> now = new LinkedHashSet<>(after);
    List<Pair> pairs = new ArrayList<>();
    BiPredicate<DiffSide, DiffSide> byTitle =
        (one, other) -> !title(one).isEmpty() && title(one).equals(title(other));
    BiPredicate<DiffSide, DiffSide> byName =
        (one, other) -> one.label().equals(other.label()) && !contradict(one, other);
    BiPredicate<DiffSide, DiffSide> byColumns =
        (one, other) -> columns(one).equals(columns(other)) && !contradict(one, other);
    for (BiPredicate<DiffSide, DiffSide> way : List.of(byTitle, byName, byColumns)) {
      match(old, now, pairs, way);
    }
    pairs.sort(
        (one, other) -> Integer.compare(after.indexOf(one.after()), after.indexOf(other.after())));
    return new SidePairs(pairs, names(old), names(now));
  }

  /** Only what is unmistakable is a pair. */
  private static void match(
      Set<DiffSide> old, Set<DiffSide> now, List<Pair> pairs, BiPredicate<DiffSide, DiffSide> way) {
    for (DiffSide other : List.copyOf(now)) {
      Optional<DiffSide> one = only(old, each -> way.test(each, other));
      if (one.isPresent() && only(now, each -> way.test(one.get(), each)).isPresent()) {
        old.remove(one.get());
        now.remove(other);
        pairs.add(new Pair(one.get(), other));
      }
    }
  }

  private static Optional<DiffSide> only(Set<DiffSide> sides, Predicate<DiffSide> which) {
    List<DiffSide> found = sides.stream().filter(which).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** Two titles of which less than four words in five are the same are those of other tables. */
  private static boolean contradict(DiffSide one, DiffSide other) {
    if (title(one).isEmpty() || title(other).isEmpty()) {
      return false;
    }
    Set<String> mine = new LinkedHashSet<>(List.of(title(one).split(" ")));
    Set<String> all = new LinkedHashSet<>(List.of(title(other).split(" ")));
    Set<String> shared = new LinkedHashSet<>(mine);
    shared.retainAll(all);
    all.addAll(mine);
    return shared.size() * 5 < all.size() * 4;
  }

  private static String title(DiffSide side) {
    String title = side.name().title().toLowerCase(Locale.ROOT);
    return PeriodParser.find(title)
        .map(found -> title.replace(found.matchedText().toLowerCase(Locale.ROOT), ""))
        .orElse(title)
        .replaceAll("[^a-z0-9<>+-]+", " ")
        .strip();
  }

  private static Set<String> columns(DiffSide side) {
    return side.table().columns().stream().map(StoredColumn::name).collect(Collectors.toSet());
  }

  private static List<String> names(Set<DiffSide> sides) {
    return sides.stream().map(side -> side.name().name()).toList();
  }
}
