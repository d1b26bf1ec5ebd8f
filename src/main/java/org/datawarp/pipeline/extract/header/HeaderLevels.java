package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  public HeaderLevels(Grid grid, List<Integer> entries, BodyKinds kinds) {
    this.levels = entries.stream().map(grid::line).toList();
    this.numbers = levels.stream().map(HeaderLevels::isNumbers).toList();
    this.kinds = kinds;
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
    return typed > 1 || typed == level.size() || names * 2 >= level.size();
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
    if (lowest || (hasMerges(level) && !isRepeated(column))) {
      return null;
    }
    return captionToTheLeft(index, column);
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
   * Tells whether the lowest level has a column's text over other columns too: then it needs the
   * caption of its group, merged or not.
   */
  private boolean isRepeated(int column) {
    Line below = levels.get(levels.size() - 1);
    Cell own = below.at(column);
    return own != null
        && below.cells().stream()
            .anyMatch(cell -> cell.column() != column && cell.text().equals(own.text()));
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
        || (level.size() == 1 && !isRepeated(column))
        || merges.isWide(level.row(), found.column())
        || !(found.isCaption() || (isNumbers(index) && isRepeated(column)))
        || isTitle(index, found, found.column())) {
      return null;
    }
    for (int c = found.column(); c <= column; c++) {
      if (below.at(c) == null
          && merges.at(below.row(), c) == null
          && cellFor(index + 1, c) == null) {
        return null;
      }
    }
    return kinds.numeric().get(found.column()) == kinds.numeric().get(column) ? found : null;
  }
}
