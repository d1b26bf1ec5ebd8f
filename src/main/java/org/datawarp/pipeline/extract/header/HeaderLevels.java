package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.MergeIndex;
import org.datawarp.pipeline.extract.spool.SpooledSheet.Merge;
import org.datawarp.pipeline.extract.table.BodyKinds;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of each column: its levels from top to bottom, merged cells standing for every
 * cell they cover, unmerged captions for the columns to their right up to the next caption.
 */
public final class HeaderLevels {
  private final List<Line> levels;
  private final List<Boolean> numbers;
  private final MergeIndex merges;
  private final Map<Long, Optional<Cell>> known = new HashMap<>();
  private final BodyKinds kinds;
  private final boolean csv;
  private final Map<Integer, Below> below = new HashMap<>();
  private final Map<Integer, Map<Integer, Cell>> blocks = new HashMap<>();

  public HeaderLevels(Grid grid, List<Integer> entries, BodyKinds kinds) {
    this.levels = entries.stream().map(grid::line).toList();
    this.numbers = levels.stream().map(HeaderLevels::isNumbers).toList();
    this.kinds = kinds;
    this.csv = grid.sheet().isCsv();
    this.merges =
        levels.isEmpty()
            ? MergeIndex.of(grid.sheet(), 1, 0)
            : MergeIndex.of(grid.sheet(), levels.get(0).row(), levels.get(levels.size() - 1).row());
  }

  /** Returns the levels of a column; empty where nothing names it. */
  public List<String> of(int column) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < levels.size(); i++) {
      Cell cell = cellFor(i, column);
      if (cell == null) {
        continue;
      }
      String text = CellShape.collapse(cell.text());
      if (!text.isEmpty() && (texts.isEmpty() || !texts.get(texts.size() - 1).equals(text))) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Tells whether the lowest level has text of its own over a column. */
  public boolean isNamed(int column) {
    if (levels.isEmpty()) {
      return false;
    }
    Cell cell = levels.get(levels.size() - 1).at(column);
    return cell != null && (!cell.isTyped() || isNumbers(levels.size() - 1));
  }

  /** Returns the text of the lowest level's own cell; empty where it has none. */
  public String lowest(int column) {
    Cell cell = levels.isEmpty() ? null : levels.get(levels.size() - 1).at(column);
    return cell == null ? "" : CellShape.collapse(cell.text());
  }

  /** Tells whether any level has text of its own over a column. */
  public boolean isTouched(int column) {
    return levels.stream().anyMatch(level -> level.at(column) != null);
  }

  /** Tells whether the numbers of a level are names: most of its cells are numbers. */
  private boolean isNumbers(int index) {
    return numbers.get(index);
  }

  private static boolean isNumbers(Line level) {
    long typed = level.cells().stream().filter(Cell::isTyped).count();
    long names = level.cells().stream().filter(cell -> NumberNames.of(cell) != null).count();
    boolean year =
        typed == 1
            && level.cells().stream()
                .allMatch(cell -> !cell.isTyped() || NumberNames.isYear(NumberNames.of(cell)));
    return year || typed > 1 || typed == level.size() || names * 2 >= level.size();
  }

  /** Remembers: each level asks for the one below it, column by column. */
  private @Nullable Cell cellFor(int index, int column) {
    long key = ((long) index << 32) | column;
    Optional<Cell> cell = known.get(key);
    if (cell == null) {
      cell = Optional.ofNullable(findCell(index, column));
      known.put(key, cell);
    }
    return cell.orElse(null);
  }

  private @Nullable Cell findCell(int index, int column) {
    Line level = levels.get(index);
    Merge merge = merges.at(level.row(), column);
    if (merge != null) {
      Cell cell = topLeft(merge);
      return cell == null || isTitle(index, cell, merge.lastColumn()) ? null : cell;
    }
    Cell own = level.at(column);
    boolean lowest = index == levels.size() - 1;
    if (own != null) {
      if (own.isTyped() && !isNumbers(index)) {
        return null;
      }
      return !lowest && isTitle(index, own, column) ? null : own;
    }
    if (lowest) {
      return unitOver(index, column);
    }
    Cell over = captionOfBlock(index, column);
    if (over != null) {
      return over;
    }
    if (hasMerges(level)
        && !isRepeated(index, column)
        && !PartialCaption.isAttribute(levels.get(index + 1).at(column))) {
      return null;
    }
    return captionToTheLeft(index, column);
  }

  /** Returns the unit that the lowest level says of a column named above, without merged cells. */
  private @Nullable Cell unitOver(int index, int column) {
    Line level = levels.get(index);
    if (index == 0 || hasMerges(level)) {
      return null;
    }
    Line above = levels.get(index - 1);
    boolean named = above.at(column) != null || merges.at(above.row(), column) != null;
    return named ? UnitRow.over(level, column, kinds) : null;
  }

  private @Nullable Cell topLeft(Merge merge) {
    for (Line level : levels) {
      if (level.row() >= merge.firstRow() && level.row() <= merge.lastRow()) {
        Cell cell = level.at(merge.firstColumn());
        if (cell != null) {
          return cell;
        }
      }
    }
    return null;
  }

  /**
   * Tells whether a cell of an upper level is a title that happens to stand beside the captions: it
   * begins at the table's edge, over columns that have names of their own, and is not dressed as
   * the captions are.
   */
  private boolean isTitle(int index, Cell cell, int lastColumn) {
    if (index == levels.size() - 1 || isNumbers(index)) {
      return false;
    }
    Line level = levels.get(index);
    Line lowest = levels.get(levels.size() - 1);
    if (level.size() < 2
        || cell.column() > lowest.first().column()
        || lowest.at(cell.column()) == null
        || PartialCaption.isAttribute(lowest.at(cell.column()))
        || kinds.numeric().get(cell.column())) {
      return false;
    }
    if (merges.lastRow(level.row(), cell.column()) > level.row() || isFull(level, lowest)) {
      return false;
    }
    Cell caption = level.last();
    boolean dressed =
        cell.isFilled() == caption.isFilled() && cell.isBordered() == caption.isBordered();
    return !dressed || lastColumn == cell.column();
  }

  /**
   * Tells whether a level has a caption over every one of the level below: none is a title then.
   */
  private static boolean isFull(Line level, Line lowest) {
    return lowest.size() >= 4
        && lowest.cells().stream().allMatch(below -> level.at(below.column()) != null);
  }

  private boolean hasMerges(Line level) {
    return level.cells().stream().anyMatch(cell -> merges.isWide(level.row(), cell.column()));
  }

  /**
   * Tells whether the levels below call other columns as they call this one: then it needs the
   * caption of its group, merged or not.
   */
  private boolean isRepeated(int index, int column) {
    return below(index).count(column) > 1;
  }

  private Below below(int index) {
    Below names = below.get(index);
    if (names == null) {
      names = readBelow(index);
      below.put(index, names);
    }
    return names;
  }

  /** Reads what the levels below one call the columns that have text in any of them. */
  private Below readBelow(int index) {
    BitSet columns = new BitSet();
    for (Line line : levels.subList(index + 1, levels.size())) {
      line.cells().forEach(cell -> columns.set(cell.column()));
    }
    Map<Integer, String> names = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (int c = columns.nextSetBit(0); c >= 0; c = columns.nextSetBit(c + 1)) {
      StringBuilder name = new StringBuilder();
      for (int i = index + 1; i < levels.size(); i++) {
        Cell cell = cellFor(i, c);
        name.append(cell == null ? "" : cell.text()).append('\u0000');
      }
      names.put(c, name.toString());
      counts.merge(name.toString(), 1, Integer::sum);
    }
    return new Below(columns, names, counts);
  }

  /** What the levels below one call the columns. */
  private record Below(BitSet columns, Map<Integer, String> names, Map<String, Integer> counts) {
    int count(int column) {
      String name = names.get(column);
      return name == null ? 0 : counts.getOrDefault(name, 0);
    }
  }

  /**
   * Returns the caption of the block a column is in, where the levels below say the same over and
   * over and each block of columns has one caption, at its first column, its middle or its end.
   */
  private @Nullable Cell captionOfBlock(int index, int column) {
    Map<Integer, Cell> over = blocks.get(index);
    if (over == null) {
      over = readBlocks(index);
      if (over.isEmpty()) {
        over = readCentred(index);
      }
      blocks.put(index, over);
    }
    return over.get(column);
  }

  private Map<Integer, Cell> readBlocks(int index) {
    Line level = levels.get(index);
    Below names = below(index);
    List<Integer> columns = new ArrayList<>();
    for (int c = names.columns().nextSetBit(0); c >= 0; c = names.columns().nextSetBit(c + 1)) {
      if (names.count(c) > 1) {
        columns.add(c);
      }
    }
    if (columns.size() < 4 || hasMerges(level)) {
      return Map.of();
    }
    int first = columns.get(0);
    int last = columns.get(columns.size() - 1);
    if (names.columns().get(first, last + 1).cardinality() > columns.size()) {
      return Map.of(); // columns between that are called otherwise
    }
    List<Cell> captions = level.within(first, last).cells();
    int blocks = captions.size();
    if (blocks < 2 || columns.size() % blocks != 0 || columns.size() == blocks) {
      return Map.of();
    }
    int width = columns.size() / blocks;
    Map<Integer, Cell> over = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      int from = i - i % width;
      Cell caption = captions.get(i / width);
      boolean inside =
          caption.column() >= columns.get(from)
              && caption.column() <= columns.get(from + width - 1);
      @Nullable String name = names.names().get(columns.get(i));
      if (!inside
          || !isName(index, caption)
          || !Objects.equals(name, names.names().get(columns.get(i % width)))) {
        return Map.of();
      }
      over.put(columns.get(i), caption);
    }
    return over;
  }

  /**
   * Returns the captions of blocks of equal width, each over the middle of its block, where the
   * first column of numbers is not under one: captions that begin their blocks would leave it out.
   */
  private Map<Integer, Cell> readCentred(int index) {
    Line level = levels.get(index);
    BitSet numbers = (BitSet) kinds.numeric().clone();
    numbers.clear(Math.max(0, kinds.occupied().nextSetBit(0)));
    numbers.and(below(index).columns());
    List<Integer> columns = numbers.stream().boxed().toList();
    if (columns.size() < 3 || hasMerges(level) || index < levels.size() - 2) {
      return Map.of();
    }
    int first = columns.get(0);
    List<Cell> captions = level.within(first, columns.get(columns.size() - 1)).cells();
    int blocks = captions.size();
    if (blocks == 0 || columns.size() % blocks != 0) {
      return Map.of();
    }
    int width = columns.size() / blocks;
    int middle = columns.indexOf(captions.get(0).column());
    boolean inMiddle = middle > 0 && (middle == (width - 1) / 2 || middle == width / 2);
    if (width < 3 || !inMiddle || (blocks == 1 && !areOfOneKind(levels.get(index + 1), columns))) {
      return Map.of();
    }
    Map<Integer, Cell> over = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Cell caption = captions.get(i / width);
      if (caption.column() != columns.get(i - i % width + middle) || !isName(index, caption)) {
        return Map.of();
      }
      over.put(columns.get(i), caption);
    }
    return over;
  }

  /** Tells whether columns are called by numbers or bands, or share a word. */
  private static boolean areOfOneKind(Line below, List<Integer> columns) {
    boolean numerals = true;
    Set<String> shared = null;
    for (int column : columns) {
      Cell cell = below.at(column);
      numerals &= PartialCaption.isNumeral(cell);
      List<String> words =
          cell == null ? List.of() : List.of(cell.text().toLowerCase(Locale.ROOT).split("\\W+"));
      if (shared == null) {
        shared = new HashSet<>(words);
      } else {
        shared.retainAll(words);
      }
    }
    return numerals || (shared != null && !shared.isEmpty());
  }

  /** Tells whether a cell of a level can name columns it does not stand over. */
  private boolean isName(int index, Cell cell) {
    return cell.isCaption()
        || (cell.isText() && CellShape.isNumeral(cell.text()))
        || (cell.isTyped() && isNumbers(index));
  }

  private @Nullable Cell captionToTheLeft(int index, int column) {
    Line level = levels.get(index);
    Line below = levels.get(index + 1);
    Cell found = null;
    for (Cell cell : level.cells()) {
      if (cell.column() < column) {
        found = cell;
      }
    }
    if (found == null
        || merges.isWide(level.row(), found.column())
        || (csv && isRepeatedBeside(level, found))
        || !(isName(index, found)
            && (found.isText() || isRepeated(index, column) || areYears(level)))
        || isTitle(index, found, found.column())
        || !isAsFarAs(index, found, column)
        || endsAbove(index, found.column(), column)) {
      return null;
    }
    for (int c = found.column(); c <= column; c++) {
      if (!isNamedBelow(index, c)) {
        return null;
      }
    }
    if (endsBelow(below.at(found.column()), below.at(column))) {
      return null;
    }
    boolean number = kinds.numeric().get(column) || !kinds.words().get(column);
    boolean alike = kinds.numeric().get(found.column()) == number;
    boolean ofOneThing = areAttributes(below, found.column(), column);
    return ofOneThing || (alike && (number || isRepeated(index, column))) ? found : null;
  }

  /** Tells whether years, weeks or bounds under a caption have ended where a column begins. */
  private static boolean endsBelow(@Nullable Cell first, @Nullable Cell last) {
    return last != null
        && ((PartialCaption.isNumeral(first) && !PartialCaption.isNumeral(last))
            || (PartialCaption.isBound(first) && !PartialCaption.isBound(last)));
  }

  /** Tells whether columns next to each other say what belongs to one thing: its code, its name. */
  private static boolean areAttributes(Line below, int first, int last) {
    for (int c = first; c <= last; c++) {
      if (!PartialCaption.isAttribute(below.at(c))) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a caption is repeated over each of its columns, as a merged one is in a CSV. */
  private static boolean isRepeatedBeside(Line level, Cell caption) {
    Cell before = level.at(caption.column() - 1);
    return before != null && before.text().equals(caption.text());
  }

  /** Tells whether a level below one says something of a column. */
  private boolean isNamedBelow(int index, int column) {
    for (int i = index + 1; i < levels.size(); i++) {
      Line level = levels.get(i);
      if (level.at(column) != null
          || merges.at(level.row(), column) != null
          || cellFor(i, column) != null) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a level's numbers are years, whose quarters or months stand below. */
  private static boolean areYears(Line level) {
    return level.cells().stream()
        .allMatch(cell -> !cell.isTyped() || NumberNames.isYear(NumberNames.of(cell)));
  }

  /** Tells whether a higher level begins another group between a caption and a column. */
  private boolean endsAbove(int index, int from, int column) {
    return levels.subList(0, index).stream()
        .anyMatch(
            higher ->
                higher.cells().stream()
                    .anyMatch(
                        cell ->
                            cell.column() > from
                                && cell.column() <= column
                                && !isRepeatedBeside(higher, cell)));
  }

  /**
   * Tells whether a level's caption can reach a column. One with no other beside it does so where
   * the columns need it, where it stands at the first number, and over numbers that are names; in a
   * CSV, which has no merges, always.
   */
  private boolean isAsFarAs(int index, Cell caption, int column) {
    if (levels.get(index).size() > 1 || csv || isRepeated(index, column)) {
      return true;
    }
    Line below = levels.get(index + 1);
    return beginsNumbers(caption, below, kinds)
        || below.within(caption.column(), column).cells().stream()
            .allMatch(
                cell ->
                    PartialCaption.isNumeral(cell)
                        || PartialCaption.isBound(cell)
                        || isBand(cell.text()))
        || below.within(caption.column() + 1, column).cells().stream().allMatch(Cell::isUnit);
  }

  /** Tells whether a text begins with a number: {@code 0-6 weeks}, {@code >52 weeks}. */
  private static boolean isBand(String text) {
    int first = text.length() > 1 && "<>≤≥".indexOf(text.charAt(0)) >= 0 ? 1 : 0;
    return Character.isDigit(text.charAt(first));
  }

  /**
   * Tells whether a caption stands where the columns of numbers begin, with captions of keys to its
   * left and of numbers to its right. The first column is a key, numbers or not.
   */
  static boolean beginsNumbers(Cell caption, Line below, BodyKinds kinds) {
    int key = kinds.occupied().nextSetBit(0);
    int numeric = kinds.numeric().nextSetBit(key + 1);
    while (numeric >= 0 && below.at(numeric) == null) {
      numeric = kinds.numeric().nextSetBit(numeric + 1);
    }
    return caption.column() == numeric && below.last().column() > numeric;
  }
}
