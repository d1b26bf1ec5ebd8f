package org.datawarp.pipeline.extract.header;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.CellText;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.datawarp.pipeline.extract.table.BodyKinds;

/** Finds the header above a table's first rows: its levels, gaps between them allowed. */
public final class HeaderFinder {
  private static final int MAX_BLANK_BELOW = 4;

  private static final int LONGEST_DATE = 20;

  private static final int MAX_LEVELS = 12;
  private static final int MAX_NOTES_BETWEEN = 4;
  private static final Pattern SORT_OF_DATES =
      Pattern.compile(
          "(?:reporting |financial )?(?:week|month|year|quarter|day|date|period)s?"
              + "(?: (?:commencing|beginning|starting|start|ending|ended|end))?:?",
          Pattern.CASE_INSENSITIVE);

  /**
   * What stands above the body.
   *
   * @param levels entries of the header, top to bottom; empty when there is none
   * @param firstData the entry of the first row of data
   * @param why what was looked at beside the captions' places, for people; may be empty
   */
  public record Header(List<Integer> levels, int firstData, String why) {
    public Header(List<Integer> levels, int firstData) {
      this(levels, firstData, "");
    }
  }

  private final Grid grid;
  private final int from;
  private final BodyKinds kinds;
  private final ValueKind sense;
  private final RowsByCaptions rows;
  private final WordsOverNumbers words;
  private final LoneCaption alone;
  private String why = "";

  public HeaderFinder(Grid grid, int from, BodyKinds kinds, ValueKind sense) {
    this.grid = grid;
    this.from = from;
    this.kinds = kinds;
    this.sense = sense;
    this.words = new WordsOverNumbers(grid, kinds, sense);
    this.alone = new LoneCaption(kinds, grid.sheet().isCsv());
    this.rows = new RowsByCaptions(grid, from, kinds, this::isLowest);
  }

  /** Looks upwards from a row of data. */
  public Header find(int anchor) {
    Header header = findAbove(anchor);
    int first = header.firstData();
    if (header.levels().isEmpty() || !grid.sheet().isCsv()) {
      return header;
    }
    List<Integer> levels = new ArrayList<>(header.levels());
    while (first < anchor && rows.saysAgain(first, levels.get(levels.size() - 1))) {
      levels.add(first++);
    }
    return new Header(List.copyOf(levels), first, header.why());
  }

  private Header findAbove(int anchor) {
    int firstData = anchor;
    int labels = 0;
    for (int entry = anchor - 1; entry >= from; entry--) {
      if (grid.row(entry + 1) - grid.row(entry) > MAX_BLANK_BELOW) {
        break;
      }
      Line line = grid.line(entry);
      if (line.isRule()) {
        continue;
      }
      if (isBanner(line)) {
        if (++labels > 3) {
          break;
        }
        continue;
      }
      if (rows.isLabel(entry, line)) {
        if (++labels > 3) {
          break;
        }
        continue;
      }
      if (rows.namesKeys(entry, line)
          || rows.namesRest(entry, line)
          || LastCaptions.matches(grid, entry, sense)) {
        return new Header(above(entry), firstData, why);
      }
      if (isLowest(entry, line)) {
        if (isRecordOfWords(entry, line)) {
          firstData = entry;
          continue;
        }
        List<Integer> levels = above(entry);
        return new Header(levels, firstData, why);
      }
      if (AnchorFinder.isLabelled(line) && kinds.valuesInNumbers(line) == 0) {
        break;
      }
      if (line.size() == 1 && kinds.valuesInNumbers(line) == 0) {
        if (++labels > 3) {
          break;
        }
      } else {
        firstData = entry;
      }
    }
    int names = grid.sheet().isCsv() ? CsvHeader.topmost(grid, from, anchor, kinds) : -1;
    return names < 0
        ? new Header(List.of(), anchor)
        : new Header(above(names), names + 1, "no caption stands over a number");
  }

  /** Tells whether one text stands in every column, the keys' too, as a merged label does. */
  private boolean isBanner(Line line) {
    return line.isOneText()
        && line.first().column() <= Math.max(kinds.occupied().nextSetBit(0), 0)
        && line.size() >= kinds.occupied().cardinality();
  }

  /** Returns the levels of a header whose lowest one is known, top to bottom. */
  public List<Integer> above(int lowest) {
    List<Integer> levels = new ArrayList<>();
    levels.add(lowest);
    climb(levels);
    lookHigher(levels);
    return List.copyOf(levels);
  }

  /** Adds a row higher up while columns are called alike and its captions tell them apart. */
  private void lookHigher(List<Integer> levels) {
    int alike = alike(levels);
    while (alike > 0 && levels.size() < MAX_LEVELS) {
      int above = higher(levels.get(0));
      if (above < 0) {
        return;
      }
      List<Integer> more = new ArrayList<>(levels);
      more.add(0, above);
      int left = alike(more);
      if (left >= alike) {
        return;
      }
      why = "the captions of row " + grid.row(above) + " tell columns apart that are called alike";
      levels.add(0, above);
      climb(levels);
      alike = alike(levels);
    }
  }

  /** Returns how many columns are called as one before them is. */
  private int alike(List<Integer> entries) {
    HeaderLevels levels = new HeaderLevels(grid, entries, kinds);
    Set<List<String>> names = new HashSet<>();
    int alike = 0;
    BitSet columns = kinds.occupied();
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      List<String> name = levels.of(c);
      alike += !name.isEmpty() && !names.add(name) ? 1 : 0;
    }
    return alike;
  }

  /** Returns the next row above that can hold captions, notes and blank rows passed over; or -1. */
  private int higher(int top) {
    int key = kinds.occupied().nextSetBit(0);
    int lowest = Math.max(from, top - 1 - MAX_NOTES_BETWEEN);
    for (int entry = top - 1; entry >= lowest; entry--) {
      Line line = grid.line(entry);
      if (grid.row(top) - line.row() > MAX_BLANK_BELOW + 1 || AnchorFinder.isLabelled(line)) {
        return -1;
      }
      boolean captions =
          sense.count(grid, entry) == 0
              ? line.cells().stream()
                  .anyMatch(
                      cell ->
                          cell.isCaption()
                              && cell.column() > key
                              && kinds.numeric().get(cell.column()))
              : areMergedOver(line);
      if (captions && !isTitleAndLinks(line)) {
        return entry;
      }
      if (line.size() > 1) {
        return -1;
      }
    }
    return -1;
  }

  /** Tells whether every number or date of a row is merged over columns of numbers. */
  private boolean areMergedOver(Line line) {
    MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
    return line.cells().stream()
        .filter(cell -> !cell.isCaption())
        .allMatch(
            cell -> merges.isWide(line.row(), cell.column()) && kinds.numeric().get(cell.column()));
  }

  private boolean isLowest(int entry, Line line) {
    int key = kinds.occupied().nextSetBit(0);
    if (kinds.numeric().nextSetBit(key + 1) < 0
        && line.size() > 2
        && line.first().column() > key
        && CsvHeader.matches(grid, entry)) {
      return true; // days over a timetable, whose hours are its only numbers
    }
    if (words.areShortNames(entry, line, from)) {
      return true;
    }
    int over = kinds.captionsOverNumbers(line);
    if (over > 0) {
      return over * 3 >= kinds.numeric().cardinality()
          || line.size() * 2 >= kinds.occupied().cardinality()
          || over >= 3;
    }
    return sense.count(grid, entry) > 0
        ? NumericHeader.isNumbered(grid, entry)
        : sense == ValueKind.TYPED && namesInDigits(line);
  }

  /**
   * Tells whether a row without a number is the first record all the same: it has a key as the rows
   * below have, says one word in place of its numbers, and stands right under captions that fill
   * the same columns.
   */
  private boolean isRecordOfWords(int entry, Line line) {
    if (entry == from || grid.blankBefore(entry) > 0) {
      return false;
    }
    Set<String> said = new HashSet<>();
    int keys = 0;
    for (Cell cell : line.cells()) {
      if (kinds.numeric().get(cell.column())) {
        said.add(cell.text());
      } else {
        keys++;
      }
    }
    Line above = grid.line(entry - 1);
    boolean named = keys > 0 && isLowest(entry - 1, above) && above.size() >= line.size();
    return named
        && line.cells().stream().allMatch(cell -> above.at(cell.column()) != null)
        && words.areValues(entry, said)
        && line.cells().stream().noneMatch(Cell::isBold);
  }

  /** Tells whether years or age bands, stored as text, stand over the numbers: all different. */
  private boolean namesInDigits(Line line) {
    List<String> names = new ArrayList<>();
    for (Cell cell : line.cells()) {
      if (kinds.numeric().get(cell.column())) {
        if (!cell.isText() || !CellShape.isNumeral(cell.text())) {
          return false;
        }
        names.add(cell.text());
      }
    }
    if (!names.stream().allMatch(HeaderFinder::isNameInDigits) && rows.isRecord(line)) {
      return false; // the first record, under its captions
    }
    boolean distinct = new HashSet<>(names).size() == names.size();
    return (distinct || areOverAndOver(names))
        && names.size() >= 2
        && names.size() * 2 >= kinds.numeric().cardinality();
  }

  /** Tells whether a text in digits names a column: a year, a period, a band, a percentile. */
  public static boolean isNameInDigits(Cell cell) {
    return NumericHeader.isNameInText(cell) || (cell.isText() && isNameInDigits(cell.text()));
  }

  private static boolean isNameInDigits(String text) {
    NumberNames.NumberName name = NumberNames.of(text);
    return (name != null && name.isBand()) || CellShape.isYear(text) || isDate(text);
  }

  /** Tells whether years or bands begin anew, as they do under each of several captions. */
  private static boolean areOverAndOver(List<String> names) {
    Set<String> run = new HashSet<>();
    int runs = 1;
    for (String text : names) {
      if (!isNameInDigits(text)) {
        return false;
      }
      if (!run.add(text)) {
        if (run.size() < 2) {
          return false;
        }
        run.clear();
        run.add(text);
        runs++;
      }
    }
    return runs > 1 && run.size() > 1;
  }

  /** Adds the levels above the lowest one. */
  private void climb(List<Integer> levels) {
    int lowestFirst = grid.line(levels.get(0)).first().column();
    int edge = Math.min(lowestFirst, Math.max(kinds.occupied().nextSetBit(0), 0));
    while (levels.size() < MAX_LEVELS) {
      int top = levels.get(0);
      int above = top - 1;
      if (above < from) {
        return;
      }
      if (grid.row(top) - grid.row(above) == 1 && isLevel(above, top, edge)) {
        levels.add(0, above);
        continue;
      }
      int beyond = beyondNotes(top);
      if (beyond < 0) {
        return;
      }
      levels.add(0, beyond);
    }
  }

  private boolean isLevel(int entry, int lower, int edge) {
    Line line = grid.line(entry);
    if (isMetadata(line, grid.line(lower), edge)
        || isTitleInEveryColumn(line, grid.line(lower), edge)) {
      return false;
    }
    if (sense.count(grid, entry) > 0 && !NumericHeader.isNumbered(grid, entry)) {
      return false;
    }
    MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
    if (isTitleAndLinks(line) || isSaidBelow(line, grid.line(lower), merges)) {
      return false;
    }
    if (isAlone(line, grid.line(lower), edge)) {
      Cell cell = line.last();
      int lastColumn = merges.lastColumn(line.row(), cell.column());
      return cell.column() > edge
          && !CellShape.isFooter(cell.text())
          && !saysSortOfDates(cell, grid.line(lower), Math.max(lastColumn, cell.column() + 1))
          && (lastColumn == cell.column()
              ? alone.isLevel(cell, grid.line(lower))
              : coversNumbers(cell, lastColumn));
    }
    boolean fillsGap = false;
    for (Cell cell : line.cells()) {
      if (coversNumbers(cell, merges.lastColumn(line.row(), cell.column()))) {
        return true;
      }
      fillsGap |= grid.line(lower).at(cell.column()) == null;
    }
    return fillsGap && line.size() * 2 >= grid.line(lower).size();
  }

  /** Tells whether a row says a fact about the table, and not of which some columns are a part. */
  private boolean isMetadata(Line line, Line lower, int edge) {
    int first = line.first().column();
    boolean labelled = AnchorFinder.isLabelled(line);
    return (labelled && (first <= edge || line.at(first + 1) != null))
        || (grid.sheet().isCsv() && RowsByCaptions.isFact(line, lower, edge));
  }

  /** Tells whether a row has one caption, or a unit at the right edge beside a title. */
  private static boolean isAlone(Line line, Line lower, int edge) {
    return line.size() == 1
        || (line.size() == 2
            && lower.size() > 2
            && line.first().column() <= edge
            && line.last().column() >= lower.last().column()
            && lower.at(line.first().column()) != null);
  }

  /** Tells whether one text stands over every column, the keys' too. */
  private static boolean isTitleInEveryColumn(Line line, Line lower, int edge) {
    return line.isOneText() && line.size() >= lower.size() && line.first().column() <= edge;
  }

  /** Tells whether a row is a title with a link beside it: {@code Return to contents}. */
  private static boolean isTitleAndLinks(Line line) {
    return line.cells().stream().anyMatch(cell -> CellShape.isNavigation(cell.text()))
        && line.cells().stream()
            .filter(cell -> cell.column() > line.first().column())
            .allMatch(cell -> CellShape.isNavigation(cell.text()));
  }

  /** Tells whether a level of dates says only what the level below says again. */
  private boolean isSaidBelow(Line line, Line below, MergeIndex merges) {
    MergeIndex lower = MergeIndex.of(grid.sheet(), below.row(), below.row());
    int said = 0;
    for (Cell cell : line.cells()) {
      if (!kinds.numeric().get(cell.column())) {
        continue;
      }
      Merge merge = lower.at(below.row(), cell.column());
      Cell same = below.at(merge == null ? cell.column() : merge.firstColumn());
      if (same == null
          || !same.isTyped()
          || !same.text().equals(cell.text())
          || merges.isWide(line.row(), cell.column())) {
        return false;
      }
      said++;
    }
    return said >= 2;
  }

  /**
   * Tells whether a caption says only that the dates below it are weeks or months: dates name
   * themselves.
   */
  private static boolean saysSortOfDates(Cell cell, Line lower, int lastColumn) {
    Line below = lower.within(cell.column(), lastColumn);
    return below.size() > 1
        && below.cells().stream().allMatch(HeaderFinder::isDate)
        && SORT_OF_DATES.matcher(cell.text()).matches();
  }

  private static boolean isDate(Cell cell) {
    return cell.isText() ? isDate(cell.text()) : cell.kind().isDate();
  }

  static boolean isDate(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_DATE
        && new CellText().parse(bytes, 0, bytes.length) == CellText.Kind.DATE;
  }

  private boolean coversNumbers(Cell cell, int lastColumn) {
    int numeric = kinds.numeric().nextSetBit(cell.column());
    return numeric >= 0 && numeric <= lastColumn;
  }

  /**
   * Returns the entry of a level above rows of notes, or -1: captions that are merged down to the
   * header, or that stand over the numbers with nothing but single notes between.
   */
  private int beyondNotes(int top) {
    long touching = grid.row(top) - 1;
    int lowest = Math.max(from, top - 1 - MAX_NOTES_BETWEEN);
    for (int entry = top - 1; entry >= lowest; entry--) {
      Line line = grid.line(entry);
      MergeIndex merges = MergeIndex.of(grid.sheet(), line.row(), line.row());
      int captions = 0;
      int reaching = 0;
      for (Cell cell : line.cells()) {
        if (cell.isCaption()
            && coversNumbers(cell, merges.lastColumn(line.row(), cell.column()))
            && cell.column() > grid.line(top).first().column()) {
          captions++;
          long last = merges.lastRow(line.row(), cell.column());
          if (last == touching && last > line.row()) {
            reaching++;
          }
        }
      }
      boolean adjacent = entry == top - 1;
      boolean near = grid.row(top) - line.row() <= 5 && !rows.isAmongRecords(entry, line);
      if (reaching > 0
          || (captions >= 2 && !adjacent && near)
          || (adjacent && touching > line.row() && near && rows.hasRest(line, top))) {
        return entry;
      }
      if (line.size() > 1 || grid.row(entry + 1) - line.row() > 2) {
        return -1;
      }
    }
    return -1;
  }
}
