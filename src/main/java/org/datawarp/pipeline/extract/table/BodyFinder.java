package org.datawarp.pipeline.extract.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.header.AnchorFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder;
import org.datawarp.pipeline.extract.header.NumericHeader;
import org.jspecify.annotations.Nullable;

/** Finds where a table's body ends, and which rows inside it are not data. */
final class BodyFinder {
  /** Blank rows after which rows belong to something else, even if they look the same. */
  private static final int MAX_GAP = 12;

  private static final int MOST_WORDS = 1_000;
  private static final int MOST_CAPTIONS = 12;
  private static final int LEAST_COUNTED = 4;
  private static final Pattern COLUMN_NUMBER = Pattern.compile("[\\[(]?(\\d{1,4})[\\])]?");

  /**
   * The rows of a body.
   *
   * @param lastData the entry of the last row of data
   * @param roles the rows in between that are not data
   * @param why how a row in doubt was read, for people; empty where none was
   */
  record Body(int lastData, RowRoles roles, String why) {
    Body(int lastData, RowRoles roles) {
      this(lastData, roles, "");
    }
  }

  private final Grid grid;
  private final BodyKinds kinds;
  private final ValueKind sense;
  private final @Nullable Line header;
  private final int headerHash;
  private final OpeningRow opening;
  private final int top;
  private final Set<String> upper = new HashSet<>();
  private final Set<String> words = new HashSet<>();
  private @Nullable TwoReadings readings;
  private String why = "";
  private long loadedTo;
  private boolean endsApart;
  private int nextTop;

  BodyFinder(Grid grid, BodyKinds kinds, ValueKind sense, List<Integer> levels) {
    this.grid = grid;
    this.kinds = kinds;
    this.sense = sense;
    int lowest = levels.isEmpty() ? -1 : levels.get(levels.size() - 1);
    this.header = lowest < 0 ? null : grid.line(lowest);
    this.headerHash = lowest < 0 ? 0 : grid.hash(lowest);
    this.top = levels.isEmpty() ? -1 : levels.get(0);
    this.opening = new OpeningRow(grid, kinds, sense, header);
    for (int level : levels.subList(0, Math.max(0, levels.size() - 1))) {
      upper.add(text(grid.line(level)));
    }
  }

  /** Returns a row as text: equal rows have equal ones. */
  private static String text(Line line) {
    StringBuilder text = new StringBuilder();
    line.cells().forEach(cell -> text.append(cell.column()).append('\t').append(cell.text()));
    return text.toString();
  }

  /** Walks down from the first row of data. */
  Body find(int firstData) {
    return find(firstData, 0);
  }

  /** Tells whether the body found last ends where another table begins. */
  boolean endsApart() {
    return endsApart;
  }

  /**
   * Walks down from the first row of data; no other table begins down to a row.
   *
   * @param loadedTo the last row that is loaded of the table
   */
  Body find(int firstData, long loadedTo) {
    this.loadedTo = loadedTo;
    endsApart = false;
    readings = null;
    RowRoles roles = new RowRoles();
    if (countsColumns(firstData)) {
      roles.add(grid.row(firstData), RowRole.REPEATED_HEADER);
    }
    int last = firstData;
    boolean doubtful = false;
    for (int entry = firstData + 1; entry < grid.size(); entry++) {
      if (grid.blankBefore(entry) > MAX_GAP && !grid.afterHole(entry)) {
        break;
      }
      if (isPlainData(entry)) {
        last = entry;
        doubtful = false;
        continue;
      }
      Line line = grid.line(entry);
      if (line.isRule()) {
        roles.add(line.row(), RowRole.FOOTER);
        continue;
      }
      if (kinds.numeric().isEmpty()
          && (CsvLists.opensBelow(grid, last, entry, kinds)
              || CsvLists.opensAlike(grid, header, entry))) {
        break;
      }
      if (repeatsHeader(entry, line) || repeatsUpper(line)) {
        if (isApart(entry, firstData, last, roles, true)) {
          last = lastAboveNext(firstData, last, roles);
          break;
        }
        roles.add(line.row(), RowRole.REPEATED_HEADER);
        continue;
      }
      if (opening.mayOpenTable(entry, line, last)
          && isApart(entry, firstData, last, roles, false)) {
        last = lastAboveNext(firstData, last, roles);
        break;
      }
      boolean apart = grid.blankBefore(entry) > 0 && !grid.afterHole(entry);
      if (isFarAndSparse(entry, line)
          || (grid.sheet().isCsv() && CsvLists.opensBelow(grid, last, entry, kinds))) {
        break;
      }
      if (isLabel(line)) {
        roles.add(
            line.row(), CellShape.isFooter(line.first().text()) ? RowRole.FOOTER : RowRole.SECTION);
        doubtful |= CellShape.isFooter(line.first().text());
      } else if (isNumberedNote(entry, line) && !resumes(entry)) {
        roles.add(line.row(), RowRole.FOOTER);
        doubtful = true;
      } else if (kinds.valuesInNumbers(line) > 0 && !isNote(line)) {
        last = entry;
        doubtful = false;
      } else if (isNote(line) || doubtful || (apart && !resumes(entry))) {
        roles.add(line.row(), RowRole.FOOTER);
        doubtful = true;
      } else {
        last = entry;
      }
    }
    roles.cutAfter(grid.row(last));
    boolean nothing = last == firstData && roles.size() > 0;
    return new Body(last, nothing ? new RowRoles() : roles, why);
  }

  /**
   * Tells whether the row right below the header counts its columns, 1, 2, 3 and so on: it names
   * them once more, and holds nothing.
   */
  private boolean countsColumns(int entry) {
    Line names = header;
    if (names == null || grid.row(entry) != names.row() + 1) {
      return false;
    }
    Line line = grid.line(entry);
    int expected = -1;
    int count = 0;
    for (Cell cell : line.cells()) {
      Matcher number = COLUMN_NUMBER.matcher(cell.text());
      if (names.at(cell.column()) == null || !number.matches()) {
        return false;
      }
      int value = Integer.parseInt(number.group(1));
      if (value != expected && (expected >= 0 || value > 2 || value < 1)) {
        return false;
      }
      expected = value + 1;
      count++;
    }
    return count >= LEAST_COUNTED && count >= names.size() - 2;
  }

  /** Tells whether a row is an upper level of the header once more. */
  private boolean repeatsUpper(Line line) {
    return !upper.isEmpty() && line.size() > 1 && upper.contains(text(line));
  }

  /** Tells whether another table begins at a row, by comparing what the sheet is either way. */
  private boolean isApart(int entry, int firstData, int last, RowRoles roles, boolean repeats) {
    if (repeats && grid.sheet().isCsv() && last == entry - 1 && grid.blankBefore(entry) == 0) {
      return false; // files put end to end
    }
    Line line = grid.line(entry);
    if (!repeats && areKnownWords(entry, line)) {
      return false;
    }
    TwoReadings compared = readings;
    if (compared == null) {
      compared =
          new TwoReadings(
              grid, sense, new TwoReadings.Above(header, top, kinds, firstData, last, roles));
      readings = compared;
    }
    int above = lastRecord(entry, firstData, last);
    TwoReadings.Verdict verdict = compared.compare(entry, above, repeats);
    if (verdict == null) {
      return false;
    }
    if (verdict.apart() && line.row() <= loadedTo) {
      why = "one table, as it is loaded, although " + verdict.why();
      return false;
    }
    if (why.isEmpty() || verdict.apart()) {
      why = verdict.why();
    }
    endsApart |= verdict.apart();
    nextTop = Math.max(verdict.top(), above + 1);
    if (!verdict.apart() && words.size() < MOST_WORDS) {
      line.cells().stream().skip(1).forEach(cell -> words.add(cell.text()));
    }
    return verdict.apart();
  }

  /** Returns the last row of data above the header of the next table. */
  private int lastAboveNext(int firstData, int last, RowRoles roles) {
    int entry = Math.min(last, nextTop - 1);
    while (entry > firstData && roles.contains(grid.row(entry))) {
      entry--;
    }
    return entry;
  }

  /**
   * Returns the last row above one that can be no caption of it: words, years and bands in place of
   * numbers are passed over.
   */
  private int lastRecord(int entry, int firstData, int last) {
    int lowest = Math.max(firstData, entry - MOST_CAPTIONS);
    for (int e = entry - 1; e >= lowest; e--) {
      Line line = grid.line(e);
      if (kinds.valuesInNumbers(line) > 0
          && !NumericHeader.isNumbered(grid, e)
          && !areNamesInDigits(line)) {
        return Math.min(last, e);
      }
    }
    return last;
  }

  private boolean areNamesInDigits(Line line) {
    return line.cells().stream()
        .filter(cell -> cell.isValue() && kinds.numeric().get(cell.column()))
        .allMatch(HeaderFinder::isNameInDigits);
  }

  /** Tells whether all words of a row stood in place of numbers before: none is weighed again. */
  private boolean areKnownWords(int entry, Line line) {
    return sense.count(grid, entry) == 0
        && line.cells().stream().skip(1).anyMatch(Cell::isCaption)
        && line.cells().stream()
            .skip(1)
            .allMatch(cell -> !cell.isCaption() || words.contains(cell.text()));
  }

  /**
   * Takes the rows from one up to another, which does not belong, as the body: none ends it; labels
   * alone, notes and repeated headers in between are told apart.
   */
  Body within(int firstData, int end) {
    RowRoles roles = new RowRoles();
    boolean narrow = grid.sheet().isCsv() || kinds.occupied().cardinality() < 2;
    int last = firstData;
    for (int entry = firstData; entry < end; entry++) {
      Line line = grid.line(entry);
      if (repeatsHeader(entry, line)) {
        roles.add(line.row(), RowRole.REPEATED_HEADER);
      } else if (!narrow && line.size() == 1 && kinds.valuesInNumbers(line) == 0) {
        boolean note = CellShape.isFooter(line.first().text());
        roles.add(line.row(), note ? RowRole.FOOTER : RowRole.SECTION);
      } else {
        last = entry;
      }
    }
    roles.cutAfter(grid.row(last));
    return new Body(last, roles);
  }

  /** Tells quickly whether a row has numbers in the columns of numbers. */
  private boolean isPlainData(int entry) {
    if (sense != ValueKind.TYPED) {
      return false;
    }
    int values = grid.values(entry);
    int numbers = grid.numbers(entry);
    if (numbers == 0 || values < 2) {
      return false;
    }
    // A row of numbers right under data is data; after a gap or a title it can be another header.
    return (grid.blankBefore(entry) == 0
            && (numbers >= 2 || values >= 3)
            && grid.numbers(entry - 1) > 0)
        || grid.afterHole(entry)
        || (grid.sheet().isCsv()
            && grid.blankBefore(entry) == 0
            && grid.numbers(entry - 1) > 0
            && kinds.occupied().cardinality() <= 2);
  }

  private boolean repeatsHeader(int entry, Line line) {
    Line top = header;
    if (top == null || line.size() != top.size() || line.size() < 2) {
      return false;
    }
    if (!grid.sheet().isCsv() && grid.hash(entry) != headerHash) {
      return false;
    }
    for (int i = 0; i < line.size(); i++) {
      Cell cell = line.cells().get(i);
      Cell above = top.cells().get(i);
      if (cell.column() != above.column() || !cell.text().equals(above.text())) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a row is one text: a section's label, a note. */
  private boolean isLabel(Line line) {
    return (line.size() == 1 && kinds.valuesInNumbers(line) == 0) || line.isOneText();
  }

  /** Tells whether a row stands far below and fills few of many columns: facts about the table. */
  private boolean isFarAndSparse(int entry, Line line) {
    return grid.blankBefore(entry) >= 3
        && !grid.afterHole(entry)
        && kinds.numeric().cardinality() >= 4
        && line.size() <= 2
        && kinds.valuesInNumbers(line) * 4 <= kinds.numeric().cardinality()
        && !opensSection(entry, line);
  }

  /** Tells whether a label stands over rows that fill the columns of numbers as those above do. */
  private boolean opensSection(int entry, Line line) {
    if (!isLabel(line)) {
      return false;
    }
    int end = Math.min(grid.size(), entry + 4);
    for (int e = entry + 1; e < end; e++) {
      Line below = grid.line(e);
      int values = kinds.valuesInNumbers(below);
      if (values > 0) {
        return values * 4 >= kinds.numeric().cardinality() * 3;
      }
      if (below.size() > 1) {
        return false;
      }
    }
    return false;
  }

  /**
   * Tells whether a row is a note that begins with its number or with the marker it explains, while
   * the columns of numbers are empty: {@code 1 | Data up to and including May}.
   */
  private boolean isNumberedNote(int entry, Line line) {
    if (kinds.numeric().isEmpty()) {
      return AnchorFinder.isNumberedNote(grid, entry);
    }
    if (line.size() < 2 || line.size() > 3 || !opensNote(line.first())) {
      return false;
    }
    if (isLegend(line)) {
      return true;
    }
    int text = 0;
    for (Cell cell : line.cells().subList(1, line.size())) {
      if (!cell.isCaption()) {
        return false;
      }
      text = Math.max(text, cell.text().length());
    }
    int numeric = kinds.numeric().cardinality();
    boolean first = kinds.numeric().get(line.first().column());
    return text >= 15 && numeric > (first ? 1 : 0);
  }

  /** Tells whether a row says what a symbol means: {@code : | not available}. */
  private static boolean isLegend(Line line) {
    Cell symbol = line.first();
    Cell meaning = line.last();
    return line.size() == 2
        && symbol.isText()
        && symbol.text().chars().noneMatch(Character::isDigit)
        && symbol.text().length() <= 3
        && meaning.isText()
        && meaning.text().length() > 3
        && !CellShape.isNumeral(meaning.text());
  }

  private static boolean opensNote(Cell first) {
    if (first.isTyped()) {
      return first.isWhole() && first.text().length() <= 2;
    }
    return first.text().length() <= 5 && first.isValue();
  }

  private boolean isNote(Line line) {
    return isNote(line, kinds);
  }

  /** Tells whether a row opens as notes do and leaves the columns of numbers empty. */
  static boolean isNote(Line line, BodyKinds kinds) {
    return line.size() <= 3
        && CellShape.isFooter(line.first().text())
        && kinds.valuesInNumbers(line) * 3 < kinds.numeric().cardinality();
  }

  /** Tells whether data goes on soon after a row of text that stands apart. */
  private boolean resumes(int entry) {
    int end = Math.min(grid.size(), entry + 4);
    for (int e = entry + 1; e < end; e++) {
      Line line = grid.line(e);
      if (kinds.valuesInNumbers(line) > 0 && !isNote(line) && !isNumberedNote(e, line)) {
        return true;
      }
      if (kinds.captionsOverNumbers(line) > 1) {
        return false;
      }
    }
    return false;
  }
}
