package org.datawarp.pipeline.extract.table;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.cell.MissingWords;
import org.datawarp.pipeline.extract.cell.ValueKind;
import org.datawarp.pipeline.extract.header.AnchorFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder;
import org.datawarp.pipeline.extract.header.HeaderFinder.Header;
import org.datawarp.pipeline.extract.header.HeaderLevels;
import org.datawarp.pipeline.extract.header.NumericHeader;
import org.jspecify.annotations.Nullable;

/*
 * A row of words under data is the header of another table, the same header once more, or a row that
 * says why numbers are missing. What the sheet would be either way is compared: as one table, by the
 * cells that contradict their columns, the keys that repeat, the columns without a name and the title
 * that is passed over; as two, by names that repeat, columns without a name, and how little sets the
 * row apart. Each comparison looks at a bounded number of rows.
 */
/** Compares what a sheet is as one table, and as two that are divided at a row. */
final class TwoReadings {
  private static final int LOOK = 60;
  private static final int ROWS_ABOVE = 200;
  private static final int ROWS_BELOW = 25;
  private static final int MOST = 6;
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?:table|figure|chart|section|part|tab)\\s*+[\\divx]++.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern CONTINUED =
      Pattern.compile("\\bcont(?:inued|'?d|\\.)", Pattern.CASE_INSENSITIVE);

  /** What is known of a table down to the row in doubt. */
  record Above(
      @Nullable Line header,
      int top,
      BodyKinds kinds,
      int firstData,
      int lastData,
      RowRoles roles) {
    Above downTo(int last) {
      return new Above(header, top, kinds, firstData, last, roles);
    }

    private int lastKey() {
      return Math.min(lastData, firstData + ROWS_ABOVE);
    }
  }

  /**
   * The better reading.
   *
   * @param apart whether another table begins at the row
   * @param top the entry its header begins at, at the row or above it
   * @param why the reason and what speaks for the other reading, for people
   */
  record Verdict(boolean apart, int top, String why) {}

  private final Grid grid;
  private final ValueKind sense;
  private Above above;
  private Set<String> keysAbove = Set.of();
  private int lastKey = -1;

  TwoReadings(Grid grid, ValueKind sense, Above above) {
    this.grid = grid;
    this.sense = sense;
    this.above = above;
  }

  /**
   * Returns the better reading of a row of captions, or null where no data follow it.
   *
   * @param lastData the last row with numbers above it: words below that can be captions
   */
  @Nullable Verdict compare(int candidate, int lastData, boolean repeatsHeader) {
    above = above.downTo(lastData);
    int anchor = AnchorFinder.find(grid, candidate, Math.min(grid.size(), candidate + LOOK), sense);
    if (anchor < 0) {
      return null;
    }
    BodyKinds below = BodyKinds.sample(grid, anchor, sense);
    Header header = new HeaderFinder(grid, above.lastData() + 1, below, sense).find(anchor);
    List<Integer> levels = header.levels();
    if (levels.isEmpty() || levels.get(levels.size() - 1) < candidate) {
      return null;
    }
    Setting setting = setting(levels);
    One one = asOne(header, below, setting, repeatsHeader);
    double two = asTwo(levels, below, setting, repeatsHeader);
    boolean apart = two < one.cost() || (two == one.cost() && setting.isSetApart());
    long row = grid.row(candidate);
    String reading =
        apart
            ? "another table begins at row %d: in one table %s"
            : "one table although row %d could begin another: in one table %s";
    return new Verdict(
        apart,
        levels.get(0),
        String.format(
            Locale.ROOT, reading + " (%.1f against %.1f)", row, one.why(), one.cost(), two));
  }

  /** How a row of captions is set apart from the data above it. */
  private record Setting(boolean gap, double title, boolean dressed) {
    boolean isSetApart() {
      return gap || title > 0 || dressed;
    }
  }

  private Setting setting(List<Integer> levels) {
    boolean gap = false;
    double title = 0;
    for (int entry = above.lastData() + 1; entry <= levels.get(0); entry++) {
      gap |= grid.blankBefore(entry) > 0 && !grid.afterHole(entry);
      if (entry < levels.get(0)) {
        title = Math.max(title, titleCost(grid.line(entry)));
      }
    }
    Line lowest = grid.line(levels.get(levels.size() - 1));
    Line last = grid.line(above.lastData());
    boolean dressed =
        (lowest.cells().stream().allMatch(Cell::isBold)
                && !last.cells().stream().allMatch(Cell::isBold))
            || (lowest.cells().stream().allMatch(Cell::isFilled)
                && last.cells().stream().noneMatch(Cell::isFilled));
    return new Setting(gap, title, dressed);
  }

  /** Returns what it costs to pass over a line as if it were no title. */
  private double titleCost(Line line) {
    Cell first = line.first();
    String text = CellShape.collapse(first.text());
    if (line.size() > 2
        || !first.isCaption()
        || CellShape.isFooter(text)
        || CONTINUED.matcher(text).find()
        || isTitleAbove(text)) {
      return 0;
    }
    return NUMBERED.matcher(text).matches() || first.isBold() ? 4 : 2;
  }

  private boolean isTitleAbove(String text) {
    for (int entry = above.top() - 1; entry >= Math.max(0, above.top() - 10); entry--) {
      Line line = grid.line(entry);
      if (line.size() > 0 && CellShape.collapse(line.first().text()).equals(text)) {
        return true;
      }
    }
    return false;
  }

  /** What speaks against one table. */
  private record One(double cost, String why) {}

  private One asOne(Header header, BodyKinds below, Setting setting, boolean repeatsHeader) {
    List<Integer> levels = header.levels();
    int lowest = levels.get(levels.size() - 1);
    int contradicting = 0;
    if (!repeatsHeader) {
      contradicting = contradictions(grid.line(lowest));
      contradicting +=
          NumericHeader.isNumbered(grid, lowest) || areNames(grid.line(lowest)) ? 2 : 0;
    }
    int upper = repeatsHeader ? 0 : contradictingLevels(levels);
    int end = Math.min(grid.size(), header.firstData() + ROWS_BELOW);
    int rows = 0;
    int clashes = 0;
    Set<String> keys = new HashSet<>();
    for (int entry = header.firstData(); entry < end; entry++) {
      Line line = grid.line(entry);
      if (sense.count(grid, entry) == 0) {
        continue;
      }
      rows++;
      clashes += contradictions(line) + numbersAmongWords(line);
      keys.add(key(line, below));
    }
    int unnamed = 0;
    Line names = above.header();
    for (int c = below.occupied().nextSetBit(0); c >= 0; c = below.occupied().nextSetBit(c + 1)) {
      boolean known = above.kinds().occupied().get(c) || (names != null && names.at(c) != null);
      unnamed += known ? 0 : 1;
    }
    int size = keys.size();
    keys.retainAll(keysAbove());
    double repeated = size == 0 ? 0 : (double) keys.size() / size;
    double cost =
        1.5 * Math.min(contradicting, 4)
            + Math.min(2, upper)
            + Math.min(4.0, 2.0 * clashes / Math.max(1, rows))
            + Math.min(MOST, 2 * unnamed)
            + MOST * repeated
            + setting.title();
    String why =
        (contradicting + clashes)
            + " cells contradict their columns, "
            + keys.size()
            + " of "
            + size
            + " keys repeat, "
            + unnamed
            + " columns have no name";
    return new One(cost, why);
  }

  /** Tells whether years or bands in text, all different, stand over numbers. */
  private boolean areNames(Line line) {
    Set<String> names = new HashSet<>();
    int count = 0;
    for (Cell cell : line.cells()) {
      if (above.kinds().numeric().get(cell.column()) && cell.isText()) {
        count++;
        if (!HeaderFinder.isNameInDigits(cell) || !names.add(cell.text())) {
          return false;
        }
      }
    }
    return count > 1;
  }

  /** Returns how many of the upper levels have words of their own in columns of numbers. */
  private int contradictingLevels(List<Integer> levels) {
    int count = 0;
    for (int level : levels.subList(0, levels.size() - 1)) {
      Line line = grid.line(level);
      count += line.size() > 1 && contradictions(line) > 0 ? 1 : 0;
    }
    return count;
  }

  /**
   * Returns how many cells of a line are words in columns of numbers and say nothing is missing.
   */
  private int contradictions(Line line) {
    int count = 0;
    for (Cell cell : line.cells()) {
      boolean number = above.kinds().numeric().get(cell.column());
      if (number && cell.isCaption() && !MissingWords.contains(cell.text())) {
        count++;
      }
    }
    return count;
  }

  /** Returns how many cells of a line are numbers in columns of words, on rows of a CSV. */
  private int numbersAmongWords(Line line) {
    if (!grid.sheet().isCsv()) {
      return 0;
    }
    int count = 0;
    for (Cell cell : line.cells()) {
      count += cell.isTyped() && above.kinds().words().get(cell.column()) ? 1 : 0;
    }
    return count;
  }

  private double asTwo(
      List<Integer> levels, BodyKinds below, Setting setting, boolean repeatsHeader) {
    Line lowest = grid.line(levels.get(levels.size() - 1));
    HeaderLevels names = new HeaderLevels(grid, levels, below);
    Set<String> words = new HashSet<>();
    int repeated = 0;
    int unnamed = 0;
    BitSet numeric = below.numeric();
    int key = below.occupied().nextSetBit(0);
    for (int c = numeric.nextSetBit(key + 1); c >= 0; c = numeric.nextSetBit(c + 1)) {
      List<String> name = names.of(c);
      if (name.isEmpty()) {
        unnamed++;
      } else if (levels.size() == 1 && !words.add(name.get(0))) {
        repeated++;
      }
    }
    double cost = 3 + Math.min(4, repeated) + Math.min(MOST, 2 * unnamed);
    if (setting.gap()) {
      cost -= 2;
    }
    if (repeatsHeader) {
      return cost;
    }
    if (sharesCaption(lowest)) {
      cost -= 2;
    } else if (!setting.isSetApart()) {
      cost += keyCost(lowest.first());
    }
    return cost;
  }

  /** Returns what the first cell of a row says for and against its being data. */
  private double keyCost(Cell first) {
    if (first.column() != above.kinds().occupied().nextSetBit(0)) {
      return 1;
    }
    boolean coded = keysAbove().stream().allMatch(TwoReadings::hasDigit);
    return coded && !keysAbove().isEmpty() && !hasDigit(first.text()) ? -1 : 3;
  }

  private static boolean hasDigit(String text) {
    return text.chars().anyMatch(Character::isDigit);
  }

  private boolean sharesCaption(Line lowest) {
    Line names = above.header();
    return names != null
        && lowest.cells().stream()
            .anyMatch(
                cell -> {
                  Cell name = names.at(cell.column());
                  return name != null && name.text().equals(cell.text());
                });
  }

  /** Returns the keys of the rows above; none where they repeat among themselves already. */
  private Set<String> keysAbove() {
    int end = above.lastKey();
    if (end == lastKey) {
      return keysAbove;
    }
    Set<String> keys = new HashSet<>();
    int rows = 0;
    for (int entry = above.firstData(); entry <= end; entry++) {
      Line line = grid.line(entry);
      if (!above.roles().contains(line.row()) && sense.count(grid, entry) > 0) {
        rows++;
        keys.add(key(line, above.kinds()));
      }
    }
    if (keys.size() * 5 < rows * 4) {
      keys.clear();
    }
    keysAbove = keys;
    lastKey = end;
    return keys;
  }

  /** Returns the texts of a row outside the columns of numbers, else its first cell. */
  private static String key(Line line, BodyKinds kinds) {
    StringBuilder key = new StringBuilder();
    for (Cell cell : line.cells()) {
      if (!kinds.numeric().get(cell.column())) {
        key.append(cell.text()).append('\u0000');
      }
    }
    return key.length() == 0 ? line.first().text() : key.toString();
  }
}
