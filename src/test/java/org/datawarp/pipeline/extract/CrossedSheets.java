package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.datawarp.pipeline.extract.CrossedWords.Keys;

/*
 * A sheet is drawn from axes that publishers combine freely: levels of the header and how their
 * captions are written, where the keys' captions stand, units, sections, totals, blank rows and
 * columns, titles, notes, a second table. What is on it is known from how it was drawn. Only such
 * combinations are drawn as a person can decide who sees nothing but the sheet.
 */
/** Draws sheets by number, each with the tables that are on it. */
final class CrossedSheets {
  /** How the captions of an upper level are written over their columns. */
  private enum Caption {
    MERGED,
    FIRST,
    CENTRED,
    REPEATED
  }

  /** Where the caption of a key stands in a header of several rows. */
  private enum KeyCaption {
    LOWEST,
    HIGHEST,
    MERGED,
    NONE
  }

  private enum Unit {
    NONE,
    EACH,
    SPREAD,
    RIGHT
  }

  private enum Rows {
    PLAIN,
    SECTIONS,
    MERGED_KEY,
    FIRST_OF_GROUP
  }

  private enum Total {
    NONE,
    TOP,
    BOTTOM,
    APART,
    SECTIONS
  }

  private enum Second {
    NONE,
    BELOW_TITLED,
    BELOW,
    BELOW_AT_ONCE_TITLED,
    BELOW_AT_ONCE,
    BESIDE_SAME,
    BESIDE_OTHER
  }

  private final Random random;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final List<String> drawn = new ArrayList<>();
  private boolean needsMerges;
  private boolean lists;

  private CrossedSheets(long seed) {
    random = new Random(seed * 7919 + 17);
    for (int i = 0; i < 20; i++) {
      random.nextInt();
    }
  }

  /** Returns the sheet of this number, always the same. */
  static WrittenLayout sheet(long seed) {
    CrossedSheets sheet = new CrossedSheets(seed);
    sheet.draw();
    return new WrittenLayout(
        "crossed " + seed + " " + String.join(" ", sheet.drawn),
        sheet.needsMerges ? List.of("merged") : List.of("csv"),
        sheet.rows,
        String.join("\n", sheet.expected));
  }

  private void draw() {
    boolean leading = oneIn(6);
    titles();
    lists = oneIn(12);
    Second second = oneIn(3) ? pick(Second.values()) : Second.NONE;
    boolean beside = second == Second.BESIDE_SAME || second == Second.BESIDE_OTHER;
    if (lists && (second == Second.BELOW || second == Second.BELOW_AT_ONCE)) {
      second = Second.BELOW_TITLED;
    }
    Table table = lists ? list() : table(beside ? 1 + random.nextInt(2) : depth(), beside);
    note(second);
    if (beside) {
      table.resize(Math.max(5, table.body.size()));
      Table other = lists ? list() : table(table.header.size(), true);
      if (second == Second.BESIDE_SAME) {
        other.resize(table.body.size());
      } else {
        other.resize(Math.max(4, table.body.size() - 2 - random.nextInt(3)));
      }
      place(table, other);
    } else {
      place(table);
      if (second != Second.NONE) {
        boolean titled = second == Second.BELOW_TITLED || second == Second.BELOW_AT_ONCE_TITLED;
        below(second, lists ? list() : titled && oneIn(3) ? again(table) : table(depth(), false));
      }
    }
    notes();
    if (leading) {
      note("leading");
      rows.replaceAll(
          row -> row.stream().allMatch(String::isEmpty) ? row : joined(List.of(""), row));
    }
  }

  private void below(Second second, Table other) {
    switch (second) {
      case BELOW_TITLED -> {
        blank(1 + random.nextInt(2));
        rows.add(List.of(pick(CrossedWords.TITLES)));
        if (oneIn(2)) {
          blank(1);
        }
      }
      case BELOW -> blank(1 + random.nextInt(3));
      case BELOW_AT_ONCE_TITLED -> rows.add(List.of("*" + pick(CrossedWords.TITLES)));
      default -> {}
    }
    place(other);
  }

  private void titles() {
    int titles = random.nextInt(4);
    if (titles > 0) {
      rows.add(List.of((oneIn(2) ? "*" : "") + pick(CrossedWords.TITLES)));
    }
    for (int i = 1; i < titles; i++) {
      if (oneIn(4)) {
        rows.add(List.of("Period:", "April 2022 to March 2023"));
      } else {
        rows.add(List.of(pick(CrossedWords.LINES)));
      }
    }
    if (titles > 0 && oneIn(2)) {
      blank(1);
    }
  }

  private void notes() {
    if (oneIn(3)) {
      return;
    }
    boolean apart = oneIn(2);
    if (apart) {
      blank(1);
    }
    note(apart ? "notes-apart" : "notes-at-once");
    List<List<String>> notes = new ArrayList<>(CrossedWords.NOTES);
    if (!apart) {
      rows.add(notes.remove(random.nextInt(3)));
    }
    Collections.shuffle(notes, random);
    rows.addAll(notes.subList(0, 1 + random.nextInt(4)));
  }

  private int depth() {
    int draw = random.nextInt(10);
    return draw < 3 ? 1 : draw < 7 ? 2 : draw < 9 ? 3 : 4;
  }

  /** A table before it has a place: rows of header and body, and what is known of them. */
  private static final class Table {
    final List<List<String>> header = new ArrayList<>();
    final List<List<String>> body = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    int rowsAfterHeader;
    String right = "";
    boolean derived;
    boolean filled;
    int width;
    int columns;
    int group;
    boolean decimals;

    void resize(int rows) {
      while (body.size() > rows) {
        body.remove(body.size() - 1);
      }
      for (int i = 0; body.size() < rows; i++) {
        List<String> row = new ArrayList<>(body.get(i));
        row.set(0, row.get(0) + " " + (char) ('A' + body.size()));
        body.add(row);
      }
    }
  }

  private void place(Table table) {
    if (!table.right.isEmpty()) {
      List<String> row = new ArrayList<>(Collections.nCopies(table.width - 1, ""));
      row.add(table.right);
      rows.add(row);
    }
    int first = rows.size() + 1;
    rows.addAll(table.header);
    int last = rows.size();
    blank(table.rowsAfterHeader);
    expect(table, first, last, rows.size() + 1);
    rows.addAll(table.body);
  }

  private void place(Table left, Table right) {
    boolean titled = oneIn(3);
    int gap = left.width + 1;
    if (titled) {
      List<String> row = new ArrayList<>(Collections.nCopies(gap, ""));
      row.set(0, pick(CrossedWords.TITLES));
      row.add(pick(CrossedWords.TITLES));
      rows.add(row);
      note("titled");
    }
    int first = rows.size() + 1;
    int last = first + left.header.size() - 1;
    expect(left, first, last, last + 1);
    expect(right, first, last, last + 1);
    List<List<String>> all = joined(left.header, left.body);
    List<List<String>> other = joined(right.header, right.body);
    for (int r = 0; r < Math.max(all.size(), other.size()); r++) {
      List<String> row = new ArrayList<>(Collections.nCopies(gap, ""));
      if (r < all.size()) {
        for (int c = 0; c < all.get(r).size(); c++) {
          row.set(c, all.get(r).get(c));
        }
      }
      if (r < other.size()) {
        row.addAll(other.get(r));
      }
      rows.add(row);
    }
  }

  private void expect(Table table, int firstHeader, int lastHeader, int firstBody) {
    List<String> header = new ArrayList<>();
    for (int row = firstHeader; row <= lastHeader; row++) {
      header.add(String.valueOf(row));
    }
    expected.add(
        "table "
            + String.join(",", header)
            + " "
            + (firstBody + (table.derived ? 1 : 0))
            + "-"
            + (firstBody + table.body.size() - 1));
    expected.add("names " + String.join(" | ", table.names));
    if (table.derived) {
      expected.add("derived section");
    }
    if (table.filled) {
      expected.add("filled 1");
    }
  }

  private Table list() {
    note("list");
    Table table = new Table();
    Keys keys = CrossedWords.KEYS.get(random.nextInt(6));
    List<String> captions =
        new ArrayList<>(List.of("Name", "Address", "Town", "Postcode", "Type", "Status"));
    int width = 3 + random.nextInt(4);
    captions = captions.subList(0, width);
    String bold = oneIn(2) ? "*" : "";
    table.header.add(captions.stream().map(c -> bold + c).toList());
    table.names.addAll(captions);
    table.width = width;
    int rows = 3 + random.nextInt(keys.values().size() - 3);
    for (int r = 0; r < rows; r++) {
      String name = keys.values().get(r);
      List<String> row =
          List.of(
              name,
              (r * 7 + 3) + " High Street",
              pick(CrossedWords.KEYS.get(0).values()),
              "LS" + (r + 1) + " " + (r % 8 + 1) + "AB",
              pick(List.of("Main site", "Satellite", "Mobile unit")),
              oneIn(3) ? "Closed" : "Open");
      table.body.add(new ArrayList<>(row.subList(0, width)));
    }
    return table;
  }

  /** Another table with the same header and other rows. */
  private Table again(Table table) {
    note("again");
    Table other = new Table();
    other.header.addAll(table.header);
    other.names.addAll(table.names);
    other.width = table.width;
    other.derived = table.derived;
    other.filled = table.filled;
    for (List<String> row : table.body) {
      other.body.add(
          row.stream()
              .map(cell -> cell.matches("\\d{2,}") ? cell + random.nextInt(9) : cell)
              .toList());
    }
    return other;
  }

  private Table table(int depth, boolean plain) {
    Table table = new Table();
    Keys keys = pick(CrossedWords.KEYS);
    boolean numeric = keys.caption().equals("Year");
    List<List<String>> levels = levels(depth, keys);
    int block = levels.stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
    Caption caption = pick(Caption.values());
    if (caption == Caption.CENTRED && depth > 1 && block / levels.get(0).size() < 3) {
      caption = Caption.MERGED;
    }
    KeyCaption keyCaption =
        depth == 1
            ? (oneIn(5) && !plain ? KeyCaption.NONE : KeyCaption.LOWEST)
            : plain ? KeyCaption.LOWEST : pick(KeyCaption.values());
    Unit unit = plain ? Unit.NONE : oneIn(2) ? Unit.NONE : pick(Unit.values());
    boolean measured = CrossedWords.MEASURES.contains(levels.get(levels.size() - 1));
    if (measured && (unit == Unit.EACH || unit == Unit.SPREAD)) {
      unit = Unit.NONE;
    }
    Rows kind = plain || oneIn(2) ? Rows.PLAIN : pick(Rows.values());
    boolean coded =
        (oneIn(3) || kind == Rows.MERGED_KEY || kind == Rows.FIRST_OF_GROUP) && !numeric;
    if (kind != Rows.PLAIN && kind != Rows.SECTIONS && numeric) {
      kind = Rows.PLAIN;
    }
    boolean grouped = kind == Rows.MERGED_KEY || kind == Rows.FIRST_OF_GROUP;
    note("d" + depth);
    if (depth > 1) {
      note(caption);
      note("key-" + keyCaption);
    }
    note("unit-" + unit);
    note(kind);
    boolean spacer = depth > 1 && !plain && oneIn(6) && caption != Caption.CENTRED;
    // keys
    List<String> keyNames =
        grouped
            ? List.of("Region", keys.caption())
            : coded ? List.of(keys.code(), keys.caption()) : List.of(keys.caption());
    // columns
    List<List<String>> columns = product(levels);
    List<Integer> gaps = new ArrayList<>();
    int size = block / levels.get(0).size();
    boolean merges = caption == Caption.MERGED;
    for (int level = 0; level < depth; level++) {
      List<String> row = new ArrayList<>();
      for (int k = 0; k < keyNames.size(); k++) {
        boolean unnamed = keyCaption == KeyCaption.NONE && k == keyNames.size() - 1;
        row.add(keyCell(keyCaption, unnamed ? "" : keyNames.get(k), level, depth));
      }
      int span = 1;
      for (int below = level + 1; below < depth; below++) {
        span *= levels.get(below).size();
      }
      for (int c = 0; c < block; c++) {
        if (spacer && c > 0 && c % size == 0) {
          row.add("");
          gaps.add(row.size() - 1);
        }
        String text = columns.get(c).get(level);
        int at = c % span;
        if (span == 1 || caption == Caption.REPEATED) {
          row.add(text);
        } else if (caption == Caption.MERGED) {
          row.add(at == 0 ? text : ">");
        } else {
          row.add(at == (caption == Caption.CENTRED ? (span - 1) / 2 : 0) ? text : "");
        }
      }
      table.header.add(row);
    }
    if (spacer) {
      note("spacer");
    }
    List<String> unitOf = new ArrayList<>(Collections.nCopies(block, ""));
    if (unit == Unit.EACH || unit == Unit.SPREAD) {
      List<String> units = pick(CrossedWords.UNITS);
      List<String> row = new ArrayList<>(Collections.nCopies(keyNames.size(), ""));
      boolean two = oneIn(2) && levels.get(0).size() == 2 && depth > 1;
      for (int c = 0; c < block; c++) {
        if (spacer && c > 0 && c % size == 0) {
          row.add("");
        }
        String text = two && c >= size ? units.get(1) : units.get(0);
        unitOf.set(c, text);
        row.add(unit == Unit.EACH || c == 0 || (two && c == size) ? text : "");
      }
      table.header.add(row);
    }
    if (unit == Unit.RIGHT) {
      table.right = pick(CrossedWords.UNITS).get(0);
    }
    // names
    for (int k = 0; k < keyNames.size(); k++) {
      table.names.add(
          keyCaption == KeyCaption.NONE && k == keyNames.size() - 1 ? "?" : keyNames.get(k));
    }
    for (int c = 0; c < block; c++) {
      List<String> name = new ArrayList<>(columns.get(c));
      if (!unitOf.get(c).isEmpty()) {
        name.add(unitOf.get(c));
      }
      table.names.add(String.join(" / ", name));
    }
    table.width = table.header.get(0).size();
    if (caption == Caption.CENTRED && depth > 1) {
      needsMerges = needsMerges || depth > 2;
    }
    table.columns = block;
    table.group = spacer ? size : 0;
    body(table, keys, kind, coded, plain);
    return table;
  }

  private static String keyCell(KeyCaption caption, String name, int level, int depth) {
    return switch (caption) {
      case LOWEST, NONE -> level == depth - 1 ? name : "";
      case HIGHEST -> level == 0 ? name : "";
      case MERGED -> level == 0 ? name : "^";
    };
  }

  private List<List<String>> levels(int depth, Keys keys) {
    List<List<String>> levels = new ArrayList<>();
    List<Integer> kinds = new ArrayList<>(List.of(0, 1, 2, 3));
    boolean period = keys.caption().equals("Quarter") || keys.caption().equals("Year");
    if (period) {
      kinds.remove(Integer.valueOf(1));
    }
    Collections.shuffle(kinds, random);
    if (depth == 1) {
      int kind = kinds.get(0);
      if (oneIn(10)) {
        return List.of(months());
      }
      return List.of(dimension(kind, 3));
    }
    for (int kind : kinds) {
      List<String> level = other(levels, kind);
      if (levels.size() < depth) {
        levels.add(level);
      }
    }
    while (levels.size() < depth) {
      levels.add(other(levels, 0));
    }
    // measures stand below the others
    levels.sort(
        (a, b) ->
            Boolean.compare(CrossedWords.MEASURES.contains(a), CrossedWords.MEASURES.contains(b)));
    return levels;
  }

  /** Draws a dimension that is none of the levels yet. */
  private List<String> other(List<List<String>> levels, int kind) {
    while (true) {
      List<String> level = dimension(kind, 2);
      if (levels.stream().noneMatch(known -> known.get(0).equals(level.get(0)))) {
        return level;
      }
    }
  }

  private List<String> months() {
    List<String> months = new ArrayList<>();
    for (int year = 14; year < 24; year++) {
      for (String month : List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep")) {
        months.add(month + "-" + year);
      }
    }
    note("wide");
    return months;
  }

  private List<String> dimension(int kind, int least) {
    return switch (kind) {
      case 0, 3 -> cut(pick(CrossedWords.GROUPS), least);
      case 1 -> cut(pick(CrossedWords.PERIODS), least);
      default -> pick(CrossedWords.MEASURES);
    };
  }

  private List<String> cut(List<String> all, int least) {
    if (all.size() <= least) {
      return all;
    }
    return all.subList(0, least + random.nextInt(all.size() - least));
  }

  private static List<List<String>> product(List<List<String>> levels) {
    List<List<String>> columns = List.of(List.of());
    for (List<String> level : levels) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> column : columns) {
        for (String text : level) {
          List<String> next = new ArrayList<>(column);
          next.add(text);
          longer.add(next);
        }
      }
      columns = longer;
    }
    return columns;
  }

  private void body(Table table, Keys keys, Rows kind, boolean coded, boolean plain) {
    Total total =
        plain || kind != Rows.PLAIN ? Total.NONE : oneIn(2) ? Total.NONE : pick(Total.values());
    if (kind == Rows.SECTIONS && oneIn(2)) {
      total = Total.SECTIONS;
    }
    note("total-" + total);
    table.decimals = oneIn(3);
    int markers = oneIn(3) ? 8 : 0;
    if (markers > 0) {
      note("markers");
    }
    int count =
        oneIn(6) && kind == Rows.PLAIN
            ? 1 + random.nextInt(3)
            : 4 + random.nextInt(keys.values().size() - 3);
    count = Math.min(count, keys.values().size());
    boolean blankAfter = !plain && oneIn(8);
    boolean blankEvery = !plain && kind == Rows.PLAIN && oneIn(8);
    int odd = !plain && oneIn(6) && count > 3 ? 1 + random.nextInt(3) : 0;
    if (odd > 0) {
      note("odd" + odd);
    }
    if (blankAfter) {
      table.rowsAfterHeader = 1;
      note("blank-after");
    }
    if (blankEvery) {
      note("blank-every");
    }
    boolean grouped = kind == Rows.MERGED_KEY || kind == Rows.FIRST_OF_GROUP;
    List<String> labels = pick(CrossedWords.LABELS);
    if (total == Total.TOP) {
      table.body.add(
          record(table, coded || grouped ? List.of("", "England") : List.of("England"), 0, 0));
      if (oneIn(2)) {
        table.body.add(List.of());
      }
    }
    if (kind == Rows.PLAIN) {
      for (int r = 0; r < count; r++) {
        if (blankEvery && r > 0 && r % 5 == 0) {
          table.body.add(List.of());
        }
        table.body.add(record(table, key(keys, coded, r, ""), markers, r == 0 ? odd : 0));
      }
    } else {
      boolean bold = oneIn(2);
      boolean indented = oneIn(3);
      boolean apart = oneIn(3);
      table.derived = kind == Rows.SECTIONS;
      table.filled = grouped;
      for (int g = 0; g < labels.size(); g++) {
        if (apart && g > 0) {
          table.body.add(List.of());
        }
        if (kind == Rows.SECTIONS) {
          table.body.add(List.of((bold ? "*" : "") + labels.get(g)));
        }
        for (int r = 0; r < Math.min(count, 6); r++) {
          List<String> key =
              grouped
                  ? List.of(
                      r == 0 ? labels.get(g) : kind == Rows.MERGED_KEY ? "^" : "",
                      keys.values().get(r))
                  : key(keys, coded, r, indented ? "~" : "");
          table.body.add(record(table, key, markers, 0));
        }
        if (total == Total.SECTIONS) {
          table.body.add(record(table, coded ? List.of("", "Total") : List.of("Total"), 0, 0));
        }
      }
    }
    if (total == Total.BOTTOM || total == Total.APART) {
      if (total == Total.APART) {
        table.body.add(List.of());
      }
      table.body.add(
          record(
              table, coded ? List.of("", "Total") : List.of(oneIn(2) ? "*Total" : "Total"), 0, 0));
    }
  }

  private static List<String> key(Keys keys, boolean coded, int row, String before) {
    String value = before + keys.values().get(row);
    return coded ? List.of(keys.prefix() + String.format("%02d", row + 1), value) : List.of(value);
  }

  private List<String> record(Table table, List<String> keys, int markers, int odd) {
    List<String> row = new ArrayList<>(keys);
    for (int c = 0; c < table.columns; c++) {
      if (table.group > 0 && c > 0 && c % table.group == 0) {
        row.add("");
      }
      String value =
          table.decimals
              ? random.nextInt(90) + "." + (1 + random.nextInt(9))
              : String.valueOf(
                  random.nextInt(4) == 0 ? random.nextInt(90) : 100 + random.nextInt(40_000));
      if (markers > 0 && random.nextInt(markers) == 0) {
        value = oneIn(2) ? "[x]" : "[c]";
      }
      if (odd == 1 && c % 2 == 1) {
        value = "";
      } else if (odd == 2) {
        value = "..";
      } else if (odd == 3 && c == 0) {
        value = "Not available";
      }
      row.add(value);
    }
    return row;
  }

  private void blank(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(List.of());
    }
  }

  private void note(Object axis) {
    drawn.add(axis.toString().toLowerCase(Locale.ROOT));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
