package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

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

  private static final List<List<String>> GROUPS =
      List.of(
          List.of("Males", "Females", "Persons"),
          List.of("Burglary", "Robbery", "Theft offences", "Fraud"),
          List.of("Cars and taxis", "Buses and coaches", "Goods vehicles"),
          List.of("Winter wheat", "Spring barley", "Oilseed rape", "Potatoes"),
          List.of("SPD", "CDU", "GRÜNE", "FDP", "Sonstige"),
          List.of("Hombres", "Mujeres"),
          List.of("Owner occupied", "Social rented", "Private rented"),
          List.of("Magistrates' courts", "Crown Court"),
          List.of("State-funded primary", "State-funded secondary", "Special schools"),
          List.of("Income Tax", "Corporation Tax", "Stamp Duty", "VAT"),
          List.of("Elective", "Emergency", "Maternity"),
          List.of("Under 16", "16 to 64", "65 and over"),
          List.of("0-4", "5-9", "10-14", "15-19", "20+"),
          List.of("Landfill", "Recycling", "Incineration with energy recovery"));

  private static final List<List<String>> PERIODS =
      List.of(
          List.of("2019", "2020", "2021", "2022", "2023"),
          List.of("2019/20", "2020/21", "2021/22", "2022/23"),
          List.of("2021-03-31", "2022-03-31", "2023-03-31"),
          List.of("Jan-23", "Feb-23", "Mar-23", "Apr-23", "May-23", "Jun-23"),
          List.of("2022 Q1", "2022 Q2", "2022 Q3", "2022 Q4"),
          List.of("1991", "2001", "2011", "2021"),
          List.of("Year ending March 2022", "Year ending March 2023"),
          List.of("2018-19", "2022-23 (p)"));

  private static final List<List<String>> MEASURES =
      List.of(
          List.of("Number", "Rate per 1,000"),
          List.of("Number", "%"),
          List.of("n", "%"),
          List.of("Count", "Lower 95% CI", "Upper 95% CI"),
          List.of("Area (hectares)", "Yield (t/ha)", "Production"),
          List.of("Stimmen", "Anteil in %"),
          List.of("Nombre", "Part (%)", "Évolution"),
          List.of("Mean", "Median", "Interquartile range"),
          List.of("Estimate", "Standard error"),
          List.of("Started", "Achieved"));

  private static final List<List<String>> UNITS =
      List.of(
          List.of("£ million", "%"),
          List.of("Number", "Per cent"),
          List.of("tonnes", "ha"),
          List.of("thousands", "£"),
          List.of("in Mio. EUR", "in %"));

  private record Keys(String caption, String code, String prefix, List<String> values) {}

  private static final List<Keys> KEYS =
      List.of(
          new Keys(
              "Local authority",
              "Area code",
              "E060000",
              List.of(
                  "Hartlepool",
                  "Middlesbrough",
                  "Darlington",
                  "Halton",
                  "Warrington",
                  "Leeds",
                  "York",
                  "Derby",
                  "Leicester",
                  "Rutland",
                  "Telford and Wrekin",
                  "Swindon",
                  "Medway")),
          new Keys(
              "Police force",
              "PFA code",
              "E230000",
              List.of(
                  "Avon and Somerset",
                  "Bedfordshire",
                  "Cambridgeshire",
                  "Cheshire",
                  "Cumbria",
                  "Dorset",
                  "Essex",
                  "Kent",
                  "North Wales")),
          new Keys(
              "Bundesland",
              "AGS",
              "DE",
              List.of(
                  "Bayern",
                  "Berlin",
                  "Brandenburg",
                  "Bremen",
                  "Hamburg",
                  "Hessen",
                  "Saarland",
                  "Sachsen",
                  "Thüringen")),
          new Keys(
              "Type of school",
              "URN",
              "1000",
              List.of(
                  "Academy converter",
                  "Academy sponsor led",
                  "Community school",
                  "Foundation school",
                  "Free school",
                  "Voluntary aided school")),
          new Keys(
              "Cause of death",
              "ICD-10",
              "C",
              List.of(
                  "Ischaemic heart diseases",
                  "Cerebrovascular diseases",
                  "Dementia and Alzheimer disease",
                  "Influenza and pneumonia",
                  "Malignant neoplasm of colon",
                  "Accidental falls",
                  "Cirrhosis of liver")),
          new Keys(
              "Mode",
              "Ref",
              "M",
              List.of("Walking", "Pedal cycle", "Motorcycle", "Bus", "Rail", "Taxi or minicab")),
          new Keys(
              "Comunidad autónoma",
              "Código",
              "ES",
              List.of(
                  "Andalucía",
                  "Aragón",
                  "Canarias",
                  "Cantabria",
                  "Cataluña",
                  "Extremadura",
                  "Galicia",
                  "La Rioja")),
          new Keys(
              "Age group",
              "Order",
              "A",
              List.of("0-15", "16-24", "25-34", "35-44", "45-54", "55-64", "65+")),
          new Keys(
              "Trust",
              "Org code",
              "RX",
              List.of(
                  "Airedale NHS Foundation Trust",
                  "Barts Health NHS Trust",
                  "Bedfordshire Hospitals",
                  "Isle of Wight NHS Trust",
                  "Kettering General Hospital",
                  "Royal Surrey County Hospital")),
          new Keys(
              "Quarter",
              "Q",
              "Q",
              List.of(
                  "2020 Q1", "2020 Q2", "2020 Q3", "2020 Q4", "2021 Q1", "2021 Q2", "2021 Q3")),
          new Keys(
              "Year",
              "Y",
              "Y",
              List.of("2012", "2013", "2014", "2015", "2016", "2017", "2018", "2019")),
          new Keys(
              "Industry",
              "SIC",
              "S",
              List.of(
                  "Agriculture, forestry and fishing",
                  "Manufacturing",
                  "Construction",
                  "Wholesale and retail trade",
                  "Education",
                  "Real estate activities")));

  private static final List<List<String>> LABELS =
      List.of(
          List.of("England", "Wales", "Scotland"),
          List.of("Male", "Female"),
          List.of("Urban", "Rural"),
          List.of("Full-time", "Part-time"),
          List.of("First release", "Revised release", "Final release"));

  private static final List<String> TITLES =
      List.of(
          "Table 3: Persons by area and type, 2019 to 2023",
          "Table 5b: Proceedings and convictions, England and Wales",
          "Tabelle 2.1 Ergebnisse nach Ländern",
          "Table 12a - Households by tenure, year ending March 2023 [note 1]",
          "Annual survey of agriculture: areas and yields",
          "Receipts of HM Revenue and Customs",
          "Accredited official statistics: waste collected by local authorities");

  private static final List<String> LINES =
      List.of(
          "Back to contents",
          "Published: 12 June 2024",
          "Reporting period: April 2022 to March 2023",
          "This worksheet contains one table.",
          "Coverage: England",
          "Source: Office for National Statistics",
          "Some shorthand is used in this table, [c] confidential, [x] not available.");

  private static final List<List<String>> NOTES =
      List.of(
          List.of("Source: returns by local authorities"),
          List.of("Note: Figures may not add up to totals because of rounding."),
          List.of("1. Figures are rounded to the nearest five."),
          List.of("2. Data for 2020 were affected by the pandemic and should be used with care."),
          List.of("(1) Provisional."),
          List.of("'1", "Includes schools that have closed during the year."),
          List.of("*", "Fewer than five, not shown."),
          List.of("[x] not available"),
          List.of("© Crown copyright 2024"),
          List.of("Last updated 12 June 2024"));

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

  // ---------------------------------------------------------------------------------------------

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
        below(
            second,
            lists ? list() : titled && oneIn(3) ? again(table) : table(depth(), false));
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
        rows.add(List.of(pick(TITLES)));
        if (oneIn(2)) {
          blank(1);
        }
      }
      case BELOW -> blank(1 + random.nextInt(3));
      case BELOW_AT_ONCE_TITLED -> rows.add(List.of("*" + pick(TITLES)));
      default -> {}
    }
    place(other);
  }

  private void titles() {
    int titles = random.nextInt(4);
    if (titles > 0) {
      rows.add(List.of((oneIn(2) ? "*" : "") + pick(TITLES)));
    }
    for (int i = 1; i < titles; i++) {
      if (oneIn(4)) {
        rows.add(List.of("Period:", "April 2022 to March 2023"));
      } else {
        rows.add(List.of(pick(LINES)));
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
    List<List<String>> notes = new ArrayList<>(NOTES);
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

  // ---------------------------------------------------------------------------------------------

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
      row.set(0, pick(TITLES));
      row.add(pick(TITLES));
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

  // ---------------------------------------------------------------------------------------------

  private Table list() {
    note("list");
    Table table = new Table();
    Keys keys = KEYS.get(random.nextInt(6));
    List<String> captions =
        new ArrayList<>(List.of("Name", "Address", "Town", "Postcode", "Type", "Status"));
    int width = 3 + random.nextInt(4);
    captions = captions.subList(0, width);
    String bold = oneIn(2) ? "*" : "";
    table.header.add(captions.stream().map(c -> bold + c).toList());
    table.names.addAll(captions);
    table.width = width;
    int rows = 3 + random.nextInt(keys.values.size() - 3);
    for (int r = 0; r < rows; r++) {
      String name = keys.values.get(r);
      List<String> row =
          List.of(
              name,
              (r * 7 + 3) + " High Street",
              pick(KEYS.get(0).values()),
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
          row.stream().map(cell -> cell.matches("\\d{2,}") ? cell + random.nextInt(9) : cell).toList());
    }
    return other;
  }

  private Table table(int depth, boolean plain) {
    Table table = new Table();
    Keys keys = pick(KEYS);
    boolean numeric = keys.caption.equals("Year");
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
    boolean measured = MEASURES.contains(levels.get(levels.size() - 1));
    if (measured && (unit == Unit.EACH || unit == Unit.SPREAD)) {
      unit = Unit.NONE;
    }
    Rows kind = plain || oneIn(2) ? Rows.PLAIN : pick(Rows.values());
    boolean coded = (oneIn(3) || kind == Rows.MERGED_KEY || kind == Rows.FIRST_OF_GROUP) && !numeric;
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
            ? List.of("Region", keys.caption)
            : coded ? List.of(keys.code, keys.caption) : List.of(keys.caption);
    // columns
    List<List<String>> columns = product(levels);
    List<Integer> gaps = new ArrayList<>();
    int size = block / levels.get(0).size();
    boolean merges = caption == Caption.MERGED;
    for (int level = 0; level < depth; level++) {
      List<String> row = new ArrayList<>();
      for (int k = 0; k < keyNames.size(); k++) {
        row.add(keyCell(keyCaption, keyNames.get(k), level, depth));
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
      List<String> units = pick(UNITS);
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
      table.right = pick(UNITS).get(0);
    }
    // names
    for (int k = 0; k < keyNames.size(); k++) {
      table.names.add(keyCaption == KeyCaption.NONE && k == keyNames.size() - 1 ? "?" : keyNames.get(k));
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
    body(table, keys, kind, grouped, coded, block, spacer ? size : 0, plain);
    return table;
  }

  private String keyCell(KeyCaption caption, String name, int level, int depth) {
    return switch (caption) {
      case LOWEST -> level == depth - 1 ? name : "";
      case HIGHEST -> level == 0 ? name : "";
      case MERGED -> level == 0 ? name : "^";
      case NONE -> level == depth - 1 && !name.equals(lastKeyName(name)) ? name : "";
    };
  }

  private String lastKeyName(String name) {
    return KEYS.stream().anyMatch(keys -> keys.caption.equals(name)) ? name : "";
  }

  private List<List<String>> levels(int depth, Keys keys) {
    List<List<String>> levels = new ArrayList<>();
    List<Integer> kinds = new ArrayList<>(List.of(0, 1, 2, 3));
    boolean period = keys.caption.equals("Quarter") || keys.caption.equals("Year");
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
    levels.sort((a, b) -> Boolean.compare(MEASURES.contains(a), MEASURES.contains(b)));
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
      case 0, 3 -> cut(pick(GROUPS), least);
      case 1 -> cut(pick(PERIODS), least);
      default -> pick(MEASURES);
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

  // ---------------------------------------------------------------------------------------------

  private void body(
      Table table, Keys keys, Rows kind, boolean grouped, boolean coded, int block, int every, boolean plain) {
    Total total = plain || kind != Rows.PLAIN ? Total.NONE : oneIn(2) ? Total.NONE : pick(Total.values());
    if (kind == Rows.SECTIONS && oneIn(2)) {
      total = Total.SECTIONS;
    }
    note("total-" + total);
    boolean decimals = oneIn(3);
    int[] styles = new int[block];
    for (int c = 0; c < block; c++) {
      styles[c] = decimals ? 1 : 0;
    }
    int markers = oneIn(3) ? 8 : 0;
    if (markers > 0) {
      note("markers");
    }
    int count =
        oneIn(6) && kind == Rows.PLAIN
            ? 1 + random.nextInt(3)
            : 4 + random.nextInt(keys.values.size() - 3);
    count = Math.min(count, keys.values.size());
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
    List<String> labels = pick(LABELS);
    if (total == Total.TOP) {
      table.body.add(record(coded || grouped ? List.of("", "England") : List.of("England"), styles, every, 0, 0));
      if (oneIn(2)) {
        table.body.add(List.of());
      }
    }
    if (kind == Rows.PLAIN) {
      for (int r = 0; r < count; r++) {
        if (blankEvery && r > 0 && r % 5 == 0) {
          table.body.add(List.of());
        }
        table.body.add(record(key(keys, coded, r, ""), styles, every, markers, r == 0 ? odd : 0));
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
                      keys.values.get(r))
                  : key(keys, coded, r, indented ? "~" : "");
          table.body.add(record(key, styles, every, markers, 0));
        }
        if (total == Total.SECTIONS) {
          table.body.add(record(coded ? List.of("", "Total") : List.of("Total"), styles, every, 0, 0));
        }
      }
    }
    if (total == Total.BOTTOM || total == Total.APART) {
      if (total == Total.APART) {
        table.body.add(List.of());
      }
      table.body.add(
          record(coded ? List.of("", "Total") : List.of(oneIn(2) ? "*Total" : "Total"), styles, every, 0, 0));
    }
  }

  private static List<String> key(Keys keys, boolean coded, int row, String before) {
    String value = before + keys.values.get(row);
    return coded ? List.of(keys.prefix + String.format("%02d", row + 1), value) : List.of(value);
  }

  private List<String> record(List<String> keys, int[] styles, int every, int markers, int odd) {
    List<String> row = new ArrayList<>(keys);
    for (int c = 0; c < styles.length; c++) {
      if (every > 0 && c > 0 && c % every == 0) {
        row.add("");
      }
      String value =
          styles[c] == 1
              ? random.nextInt(90) + "." + (1 + random.nextInt(9))
              : String.valueOf(random.nextInt(4) == 0 ? random.nextInt(90) : 100 + random.nextInt(40_000));
      if (markers > 0 && random.nextInt(markers) == 0) {
        value = List.of("[x]", "[c]", "..", "-").get(random.nextInt(2));
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

  // ---------------------------------------------------------------------------------------------

  private void blank(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(List.of());
    }
  }

  private void note(Object axis) {
    drawn.add(axis.toString().toLowerCase(java.util.Locale.ROOT));
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
