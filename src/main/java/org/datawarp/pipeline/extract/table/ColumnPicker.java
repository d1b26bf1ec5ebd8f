package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.header.HeaderLevels;

/** Decides which columns are a table's, and where a second table stands beside the first. */
final class ColumnPicker {
  private static final int MIN_ROWS_TO_JUDGE = 5;
  private static final int MOST_NAMED = 5;

  private static final int ROWS_TO_COMPARE = 60;
  private static final int TITLES_ABOVE = 8;

  /** What a column left blank between two parts of one table weighs. */
  private static final double ANOTHER_TABLE = 2.9;

  /** The least that is a list. */
  private static final int LEAST_ROWS = 3;

  private static final Pattern LEGEND =
      Pattern.compile(
          "(?:key|legend|symbols?|abbreviations?|shorthand):?", Pattern.CASE_INSENSITIVE);

  /** Columns next to each other, inclusive. */
  record Run(int first, int last) {
    int width() {
      return last - first + 1;
    }
  }

  /**
   * The columns of a table.
   *
   * @param columns left to right
   * @param besides runs of columns that look like tables of their own
   * @param warnings what was left out
   * @param aside the columns left out
   */
  record Picked(
      List<LayoutColumn> columns, List<Run> besides, List<String> warnings, Set<Integer> aside) {}

  private final Grid grid;
  private final HeaderLevels levels;
  private final BodyKinds kinds;
  private final ColumnCounts counts;
  private final int firstData;
  private final Map<String, List<String>> leftOut = new LinkedHashMap<>();
  private final Set<Integer> aside = new HashSet<>();

  ColumnPicker(
      Grid grid, HeaderLevels levels, BodyKinds kinds, ColumnCounts counts, int firstData) {
    this.grid = grid;
    this.levels = levels;
    this.kinds = kinds;
    this.counts = counts;
    this.firstData = firstData;
  }

  Picked pick() {
    return pick(runs(), run -> true);
  }

  /** Takes tables side by side as one, as they were loaded. */
  Picked pickAsOne() {
    return pick(runs(), run -> false);
  }

  private Picked pick(List<Run> runs, Predicate<Run> mayBeBeside) {
    List<Run> kept = new ArrayList<>();
    List<Run> besides = new ArrayList<>();
    for (Run run : runs) {
      if (!kept.isEmpty() && isHelper(kept, run)) {
        leaveOut(run, "columns set apart on the right are left out");
      } else if (mayBeBeside.test(run) && (!besides.isEmpty() || isBeside(kept, run))) {
        besides.add(run);
      } else {
        kept.add(run);
      }
    }
    List<LayoutColumn> columns = new ArrayList<>();
    for (Run run : kept) {
      for (int c = run.first(); c <= run.last(); c++) {
        columns.add(new LayoutColumn(c, levels.of(c), counts.values(c)));
      }
    }
    return new Picked(columns, besides, warnings(), aside);
  }

  private void leaveOut(Run run, String what) {
    for (int c = run.first(); c <= run.last(); c++) {
      aside.add(c);
    }
    String letters =
        run.width() == 1
            ? DetectedTable.letters(run.first())
            : DetectedTable.letters(run.first()) + ":" + DetectedTable.letters(run.last());
    leftOut.computeIfAbsent(what, kind -> new ArrayList<>()).add(letters);
  }

  /** Returns what was left out, one line a kind. */
  private List<String> warnings() {
    List<String> lines = new ArrayList<>();
    leftOut.forEach(
        (what, places) -> {
          String shown = String.join(", ", places.subList(0, Math.min(MOST_NAMED, places.size())));
          String rest = places.size() > MOST_NAMED ? ", …" : "";
          lines.add(grid.sheet().label() + ": " + what + " (" + shown + rest + ")");
        });
    return lines;
  }

  private List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    int start = -1;
    for (int c = grid.firstColumn(); c <= grid.lastColumn() + 1; c++) {
      boolean present = c <= grid.lastColumn() && isPresent(c);
      if (present && start < 0) {
        start = c;
      } else if (!present && start >= 0) {
        runs.add(new Run(start, c - 1));
        start = -1;
      }
    }
    return runs;
  }

  private boolean isPresent(int column) {
    int values = counts.values(column);
    if (levels.isNamed(column)) {
      return true;
    }
    if (values == 0) {
      return false;
    }
    if (isHidden(column) && !levels.isTouched(column) && counts.values(column) < counts.rows()) {
      leaveOut(new Run(column, column), "hidden columns without a header are left out");
      return false;
    }
    if (levels.of(column).isEmpty()
        && counts.rows() >= MIN_ROWS_TO_JUDGE
        && values <= Math.max(1, counts.rows() / 50)) {
      leaveOut(new Run(column, column), "stray values in columns without a header are left out");
      return false;
    }
    return true;
  }

  private boolean isHelper(List<Run> kept, Run run) {
    if (run.width() > 2) {
      return false;
    }
    boolean constant = true;
    boolean hidden = true;
    boolean named = false;
    for (int c = run.first(); c <= run.last(); c++) {
      constant &= counts.isConstant(c) && counts.rows() >= MIN_ROWS_TO_JUDGE;
      hidden &= isHidden(c);
      named |= levels.isTouched(c);
    }
    return hidden
        || !named
        || isLegend(run)
        || (isOnlyGap(kept, run)
            && constant
            && hasNumbers(run)
            && counts.values(run.first()) > 1
            && !isZero(run.first()));
  }

  /** Tells whether a run explains signs of the table beside it. */
  private boolean isLegend(Run run) {
    return run.width() == 1
        && !hasNumbers(run)
        && counts.values(run.first()) < counts.rows()
        && LEGEND.matcher(levels.lowest(run.first())).matches();
  }

  /** Tells whether a run stands farther away than the groups of a table that has spacers do. */
  private static boolean isOnlyGap(List<Run> kept, Run run) {
    int before = run.first() - kept.get(kept.size() - 1).last();
    for (int i = 1; i < kept.size(); i++) {
      if (kept.get(i).first() - kept.get(i - 1).last() >= before) {
        return false;
      }
    }
    return true;
  }

  private boolean isZero(int column) {
    Cell cell = grid.line(firstData).at(column);
    return cell != null && cell.text().equals("0");
  }

  private boolean isHidden(int column) {
    return grid.sheet().hiddenColumns.stream()
        .anyMatch(range -> column >= range.first() && column <= range.last());
  }

  /** Tells whether a run has a key of its own and numbers, as what is left of it has. */
  private boolean isBeside(List<Run> left, Run run) {
    if (!hasNumbers(run)) {
      return !left.isEmpty() && isListBeside(left.get(0), run);
    }
    if (left.stream().noneMatch(this::hasNumbers) || run.width() < 2) {
      return false;
    }
    String key = levels.lowest(run.first());
    if (!key.isEmpty() && key.equals(levels.lowest(left.get(0).first()))) {
      return true;
    }
    boolean keyed = isKey(run.first()) || (run.width() > 2 && nameRows(run.first() + 1));
    return keyed && againstOne(left, run) > ANOTHER_TABLE;
  }

  /** Weighs what speaks against a run being columns of the table to its left, which has a gap. */
  private double againstOne(List<Run> left, Run run) {
    Run first = left.get(0);
    String key = levels.lowest(run.first());
    boolean headed = key.isEmpty() == levels.lowest(first.first()).isEmpty();
    double against = headed ? 0 : 3;
    against += counts.values(first.first()) == counts.values(run.first()) ? 0 : 3;
    if (key.isEmpty()) {
      return against;
    }
    int named = namedAlike(left, run);
    against += named == run.width() - 1 ? 3 : 2 * named;
    if (isKey(first.first()) && tellRowsApart(first.first(), run.first())) {
      boolean lacksNames = areCodes(first.first()) && !nameRows(first.first() + 1);
      against += lacksNames && !areCodes(run.first()) ? 1.5 : 3;
      against += haveTitles(first.first(), run.first()) ? 3 : 0;
    }
    return against;
  }

  /**
   * Tells whether a run of words is a list of its own: both keys are filled without a gap, and end
   * at different rows or are called alike.
   */
  private boolean isListBeside(Run left, Run run) {
    return left.width() >= 2
        && run.width() >= 2
        && !levels.lowest(run.first()).isEmpty()
        && counts.isDense(left.first())
        && counts.isDense(run.first())
        && Math.min(counts.values(left.first()), counts.values(run.first())) >= LEAST_ROWS
        && (counts.values(left.first()) != counts.values(run.first())
            || levels.lowest(left.first()).equals(levels.lowest(run.first())));
  }

  /** Returns how many columns behind a run's key are called as one to the left of the run is. */
  private int namedAlike(List<Run> left, Run run) {
    Set<String> names = new HashSet<>();
    for (Run other : left) {
      for (int c = other.first(); c <= other.last(); c++) {
        names.add(levels.of(c).toString());
      }
    }
    int alike = 0;
    for (int c = run.first() + 1; c <= run.last(); c++) {
      alike += names.contains(levels.of(c).toString()) ? 1 : 0;
    }
    return alike;
  }

  /** Tells whether two columns each have another text on every row, and not the same ones. */
  private boolean tellRowsApart(int left, int right) {
    Set<String> lefts = new HashSet<>();
    Set<String> rights = new HashSet<>();
    int end = Math.min(grid.size(), firstData + ROWS_TO_COMPARE);
    for (int entry = firstData; entry < end; entry++) {
      Line line = grid.line(entry);
      Cell one = line.at(left);
      Cell other = line.at(right);
      if ((one == null && other == null) || line.size() == 1) {
        break; // below the table
      }
      if ((one != null && !lefts.add(one.text())) || (other != null && !rights.add(other.text()))) {
        return false;
      }
    }
    return lefts.size() >= LEAST_ROWS && !lefts.equals(rights);
  }

  /** Tells whether a row above the captions has two texts alone, one over each of two columns. */
  private boolean haveTitles(int left, int right) {
    int lowest = Math.max(0, firstData - TITLES_ABOVE);
    for (int entry = firstData - 1; entry >= lowest; entry--) {
      Line line = grid.line(entry);
      if (line.size() == 2
          && line.first().column() == left
          && line.last().column() == right
          && line.cells().stream().allMatch(Cell::isCaption)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasNumbers(Run run) {
    int numeric = kinds.numeric().nextSetBit(run.first());
    return numeric >= 0 && numeric <= run.last();
  }

  /** Tells whether a column has words, periods or years in their order; a rank is no key. */
  private boolean isKey(int column) {
    return isLabel(column) || areYears(column) || nameRows(column);
  }

  /** Tells whether words or dates, each another, stand in a column. */
  private boolean nameRows(int column) {
    Set<String> names = new HashSet<>();
    int end = Math.min(grid.size(), firstData + ROWS_TO_COMPARE);
    for (int entry = firstData; entry < end; entry++) {
      Cell cell = grid.line(entry).at(column);
      if (cell == null) {
        continue;
      }
      boolean named = cell.isText() && cell.text().chars().anyMatch(Character::isLetter);
      if (!(named || cell.kind().isDate()) || !names.add(cell.text())) {
        break;
      }
    }
    return names.size() >= LEAST_ROWS;
  }

  /** Tells whether a column has codes, which a name beside them can belong to. */
  private boolean areCodes(int column) {
    int end = Math.min(grid.size(), firstData + ROWS_TO_COMPARE);
    for (int entry = firstData; entry < end && grid.values(entry) > 1; entry++) {
      Cell cell = grid.line(entry).at(column);
      if (cell != null
          && (cell.text().indexOf(' ') >= 0
              || cell.text().chars().noneMatch(Character::isDigit)
              || cell.isTyped())) {
        return false;
      }
    }
    return true;
  }

  private boolean areYears(int column) {
    long before = -1;
    int rows = 0;
    int end = Math.min(grid.size(), firstData + ROWS_TO_COMPARE);
    for (int entry = firstData; entry < end; entry++) {
      Cell cell = grid.line(entry).at(column);
      if (cell == null) {
        continue;
      }
      if (!cell.isWhole() || !CellShape.isYear(cell.text())) {
        break;
      }
      long number = Long.parseLong(cell.text());
      if (rows > 0 && number != before + 1) {
        return false;
      }
      before = number;
      rows++;
    }
    return rows >= LEAST_ROWS;
  }

  private boolean isLabel(int column) {
    return !kinds.numeric().get(column) && counts.values(column) > 0;
  }
}
