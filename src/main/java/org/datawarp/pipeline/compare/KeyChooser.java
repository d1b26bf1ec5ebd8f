package org.datawarp.pipeline.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.datawarp.pipeline.compare.TableComparison.Constant;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that name the rows of two tables. Candidates are the columns that hold no
 * numbers: the first few in every mixture, more of them each alone and from the left together, then
 * all with whole numbers that say a year, an age and the like. Of those that tell all rows apart
 * the one is taken that most rows of both tables share, without gaps, with the fewest columns;
 * where none does, the one with the fewest repeats.
 *
 * <p>A label that is the same on every row, another one in each table, names the issue and not its
 * rows: it is left out, and told. Reads each table once, and once more where there is such a label;
 * both tables at the same time.
 */
final class KeyChooser {
  /** Of so many columns every mixture is tried. */
  private static final int MAX_MIXED = 6;

  /** Of so many each alone, and those from the left together. */
  private static final int MAX_LEADING = 24;

  private final List<CellPair> labels;
  private final List<CellPair> others;
  private final int wanted;
  private final List<List<CellPair>> candidates = new ArrayList<>();

  /**
   * What was chosen.
   *
   * @param key the columns; empty for none
   * @param unique whether they tell rows apart
   * @param inOrder whether the rows of both tables have the same keys in the same order
   * @param constants the columns that name the issue
   * @param inPlace what differs, where all labels are the same row by row
   */
  record Choice(
      List<CellPair> key,
      boolean unique,
      boolean inOrder,
      List<Constant> constants,
      SideBySide.@Nullable InPlace inPlace) {}

  /**
   * Makes one.
   *
   * @param cells the columns that both tables have
   * @param wanted how many rows that differ are wanted
   */
  KeyChooser(List<CellPair> cells, int wanted) {
    this.labels = cells.stream().filter(KeyChooser::mayName).toList();
    this.others = cells.stream().filter(cell -> !mayName(cell)).toList();
    this.wanted = wanted;
  }

  private static boolean mayName(CellPair cell) {
    return cell.isLabel() || cell.isNumberOfTime();
  }

  Choice choose(ComparedTable before, ComparedTable after) {
    addCandidates(labels);
    if (candidates.isEmpty()) {
      return new Choice(List.of(), false, false, List.of(), null);
    }
    SideBySide reading = new SideBySide(labels, others, parts(), wanted);
    reading.read(before, after);
    List<Constant> constants = new ArrayList<>();
    List<CellPair> usable = new ArrayList<>();
    List<CellPair> gapped = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      CellPair label = labels.get(i);
      Constancy was = reading.before().constancy(i);
      Constancy is = reading.after().constancy(i);
      if (was.isOneOf(is)) {
        constants.add(new Constant(label.name(), was.text(), is.text()));
      } else {
        usable.add(label);
      }
      if (was.hasGaps() || is.hasGaps()) {
        gapped.add(label);
      }
    }
    if (!constants.isEmpty()) {
      candidates.clear();
      addCandidates(usable);
      if (candidates.isEmpty()) {
        return new Choice(List.of(), false, false, constants, null);
      }
      reading = new SideBySide(labels, List.of(), parts(), 0);
      reading.read(before, after);
    }
    record Judged(List<CellPair> columns, KeySample.Verdict verdict) {}
    List<Judged> judged = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      judged.add(
          new Judged(
              candidates.get(i), reading.before().sample(i).compare(reading.after().sample(i))));
    }
    Judged best =
        judged.stream()
            .min(
                Comparator.comparing((Judged each) -> each.verdict().repeats())
                    .thenComparing(each -> -each.verdict().shared())
                    .thenComparing(each -> each.columns().stream().anyMatch(gapped::contains))
                    .thenComparing(each -> each.columns().size()))
            .orElseThrow();
    return new Choice(
        best.columns(),
        best.verdict().isUnique(),
        best.verdict().inOrder(),
        constants,
        reading.inPlace());
  }

  private void addCandidates(List<CellPair> usable) {
    List<CellPair> words = usable.stream().filter(CellPair::isLabel).toList();
    List<CellPair> first = words.subList(0, Math.min(words.size(), MAX_MIXED));
    for (int chosen = 1; chosen < 1 << first.size(); chosen++) {
      candidates.add(mixed(first, chosen));
    }
    for (int count = first.size() + 1; count <= Math.min(words.size(), MAX_LEADING); count++) {
      candidates.add(List.of(words.get(count - 1)));
      candidates.add(List.copyOf(words.subList(0, count)));
    }
    if (words.size() > MAX_LEADING) {
      candidates.add(words);
    }
    if (usable.size() > words.size()) {
      candidates.add(List.copyOf(usable));
    }
  }

  private static List<CellPair> mixed(List<CellPair> cells, int chosen) {
    return IntStream.range(0, cells.size())
        .filter(i -> (chosen & 1 << i) != 0)
        .mapToObj(cells::get)
        .toList();
  }

  /** Returns for each candidate where its columns are among the labels. */
  private int[][] parts() {
    return candidates.stream()
        .map(candidate -> candidate.stream().mapToInt(labels::indexOf).toArray())
        .toArray(int[][]::new);
  }
}
