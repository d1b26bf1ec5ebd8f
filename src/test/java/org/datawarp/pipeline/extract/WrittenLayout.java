package org.datawarp.pipeline.extract;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.datawarp.model.table.SheetState;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.workbook.CellSink;
import org.jspecify.annotations.Nullable;

/*
 * == what the layout is          begins a sheet
 * ! csv                          it is to be found in a CSV too, where merged cells are empty
 * ! merged                       without its merges it says less
 * ! hide C D                     hidden columns
 * ! table 4,5 6-12               expected: rows of the header (- for none), first and last of data
 * ! names Area | Men / 2019      ... and the columns' headers, levels joined
 * ! derived section              ... columns of labels; left out where there are none
 * ! filled 1                     ... positions of keys that are filled down
 * ! unclaimed A3:B4              cells that belong to nothing
 * A | *bold | ~indented | 12     a row; '12 is text, 12% a share, > and ^ are merged into what is
 *                                left of them and above them, _ is an empty cell at the end
 * @ E1=Leeds; E2=York | n | d    rows with made-up whole numbers and decimals
 */
/** A sheet written as text together with the tables that a person sees on it. */
record WrittenLayout(String name, List<String> options, List<List<String>> rows, String expected) {

  private static final int BOLD = CellSink.BOLD;

  @Override
  public String toString() {
    return name;
  }

  /** Reads the sheets of a file. */
  static List<WrittenLayout> read(Path file) throws IOException {
    List<WrittenLayout> layouts = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      if (line.startsWith("== ") && !lines.isEmpty()) {
        layouts.add(of(lines));
        lines.clear();
      }
      if (!line.startsWith("#") && (line.startsWith("== ") || !lines.isEmpty())) {
        lines.add(line);
      }
    }
    layouts.add(of(lines));
    return layouts;
  }

  private static WrittenLayout of(List<String> lines) {
    List<String> options = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith("! csv") || line.startsWith("! merged") || line.startsWith("! hide")) {
        options.add(line.substring(2));
      } else if (line.startsWith("! ")) {
        expected.add(line.substring(2).strip());
      } else if (line.startsWith("@ ")) {
        rows.addAll(generated(line.substring(2), rows.size()));
      } else {
        rows.add(cells(line));
      }
    }
    while (!rows.isEmpty() && rows.get(rows.size() - 1).stream().allMatch(String::isEmpty)) {
      rows.remove(rows.size() - 1);
    }
    return new WrittenLayout(
        lines.get(0).substring(3).strip(), options, rows, String.join("\n", expected));
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
  }

  private static List<List<String>> generated(String line, int above) {
    List<String> cells = cells(line);
    List<List<String>> rows = new ArrayList<>();
    for (String key : cells.get(0).split(";")) {
      List<String> row =
          new ArrayList<>(Arrays.stream(key.split("=", -1)).map(String::strip).toList());
      for (int c = 1; c < cells.size(); c++) {
        int number = Math.floorMod((above + rows.size() + 3) * 7919 + c * 104_729, 9_000) + 101;
        row.add(
            switch (cells.get(c)) {
              case "n" -> String.valueOf(number);
              case "d" -> number / 100 + "." + (number % 9 + 1);
              case "p" -> number % 90 + "%";
              default -> cells.get(c);
            });
      }
      rows.add(row);
    }
    return rows;
  }

  boolean isForCsv() {
    return options.contains("csv");
  }

  /** Returns the sheet with rows that are written otherwise, its tables some rows lower. */
  WrittenLayout with(UnaryOperator<List<List<String>>> change, int lower) {
    return new WrittenLayout(name, options, change.apply(rows), lowered(expected, lower));
  }

  private static String lowered(String expected, int rows) {
    return Arrays.stream(expected.split("\n"))
        .map(
            line ->
                line.startsWith("table ")
                    ? Pattern.compile("\\d+")
                        .matcher(line)
                        .replaceAll(
                            number -> String.valueOf(Integer.parseInt(number.group()) + rows))
                    : line)
        .collect(Collectors.joining("\n"));
  }

  /** Returns the sheet without letters in bold. */
  static List<List<String>> undressed(List<List<String>> rows) {
    return changed(
        rows, cell -> cell.length() > 1 && cell.charAt(0) == '*' ? cell.substring(1) : cell);
  }

  /** Returns the sheet without merged cells. */
  static List<List<String>> unmerged(List<List<String>> rows) {
    return changed(rows, cell -> cell.equals(">") || cell.equals("^") ? "" : cell);
  }

  /** Returns the sheet with the values of merged cells in each of them. */
  static List<List<String>> repeated(List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c);
        cells.add(
            cell.equals(">")
                ? cells.get(c - 1)
                : cell.equals("^") ? all.get(all.size() - 1).get(c) : cell);
      }
      all.add(cells);
    }
    return all;
  }

  /** Returns the sheet with an empty column before its last group of merged captions. */
  static List<List<String>> spaced(List<List<String>> rows) {
    int before = -1;
    for (List<String> row : rows) {
      for (int c = 2; c + 1 < row.size(); c++) {
        int at = c;
        boolean begins =
            row.get(c + 1).equals(">")
                && !row.get(c).isEmpty()
                && !row.get(c).equals(">")
                && rows.stream().noneMatch(other -> at < other.size() && other.get(at).equals(">"));
        before = begins ? c : before;
      }
    }
    if (before < 0) {
      return rows;
    }
    int column = before;
    return rows.stream()
        .map(
            row ->
                row.size() <= column
                    ? row
                    : joined(
                        joined(row.subList(0, column), List.of("")),
                        row.subList(column, row.size())))
        .toList();
  }

  /** Returns the sheet with all numbers stored as texts, thousands set apart. */
  static List<List<String>> textual(List<List<String>> rows) {
    return changed(
        rows,
        cell ->
            cell.matches("\\d{4,}") && !cell.matches("(19|20)\\d\\d")
                ? cell.substring(0, cell.length() - 3) + "," + cell.substring(cell.length() - 3)
                : cell.matches("\\d{1,3}|\\d+\\.\\d+") ? "'" + cell : cell);
  }

  /** Returns the sheet with an empty column on its left. */
  static List<List<String>> indented(List<List<String>> rows) {
    return rows.stream()
        .map(row -> row.stream().allMatch(String::isEmpty) ? row : joined(List.of(""), row))
        .toList();
  }

  /** Returns the sheet with lines above its first. */
  static List<List<String>> below(List<List<String>> above, List<List<String>> rows) {
    return joined(above, rows);
  }

  /** Returns the sheet with the notes of a publisher below its last row. */
  static List<List<String>> annotated(List<List<String>> rows) {
    return joined(
        rows,
        List.of(
            List.of(""),
            List.of("Source: returns of organisations"),
            List.of("1. Organisations that did not send a return are left out."),
            List.of("[x] not available")));
  }

  /** Returns the sheet with shorthand in place of every fifth decimal number. */
  static List<List<String>> withheld(List<List<String>> rows) {
    int[] count = {0};
    return changed(rows, cell -> cell.matches("\\d+\\.\\d+") && ++count[0] % 5 == 0 ? "[x]" : cell);
  }

  private static List<List<String>> changed(List<List<String>> rows, UnaryOperator<String> change) {
    return rows.stream().map(row -> row.stream().map(change).toList()).toList();
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  boolean needsMerges() {
    return options.contains("merged");
  }

  /** Returns the tables that are found, written as those that are expected. */
  String found(Path folder, boolean csv) {
    try (Extraction extraction = extract(folder, csv)) {
      return found(extraction);
    }
  }

  Extraction extract(Path folder, boolean csv) {
    CellFeed feed =
        (file, member, sink) -> {
          feed(sink, csv);
          return List.of();
        };
    return new Extractor(feed, folder).extract(folder, "test", ExtractOptions.standard());
  }

  private static String found(Extraction extraction) {
    List<String> lines = new ArrayList<>();
    for (FoundTable found : extraction.found()) {
      var table = found.layout();
      String header =
          table.headerRows().stream().map(String::valueOf).collect(Collectors.joining(","));
      lines.add(
          "table "
              + (header.isEmpty() ? "-" : header)
              + " "
              + table.firstData()
              + "-"
              + table.lastData());
      lines.add(
          "names "
              + found.columns().stream()
                  .map(column -> String.join(" / ", column.header()))
                  .map(name -> name.isEmpty() ? "?" : name)
                  .collect(Collectors.joining(" | ")));
      if (!found.keys().sections().isEmpty()) {
        lines.add("derived " + String.join(" ", found.keys().sections()));
      }
      List<String> filled = new ArrayList<>();
      List<Integer> shown = found.shown();
      for (int at = 0; at < shown.size(); at++) {
        if (found.keys().filledCells(shown.get(at)) > 0) {
          filled.add(String.valueOf(at + 1));
        }
      }
      if (!filled.isEmpty()) {
        lines.add("filled " + String.join(" ", filled));
      }
    }
    List<String> unclaimed = extraction.unclaimed().stream().map(UnclaimedCells::range).toList();
    if (!unclaimed.isEmpty()) {
      lines.add("unclaimed " + String.join(", ", unclaimed));
    }
    return String.join("\n", lines);
  }

  private void feed(CellSink sink, boolean csv) {
    sink.beginSheet(
        csv ? null : "Table 1",
        null,
        csv ? CellSink.SheetType.CSV : CellSink.SheetType.WORKSHEET,
        SheetState.VISIBLE);
    for (int r = 0; r < rows.size(); r++) {
      List<String> cells = rows.get(r);
      if (cells.stream().allMatch(String::isEmpty)) {
        continue;
      }
      sink.beginRow(r + 1, false);
      for (int c = 0; c < cells.size(); c++) {
        cell(sink, c, cells.get(c), csv);
      }
    }
    if (!csv) {
      merges(sink);
      options.stream()
          .filter(option -> option.startsWith("hide "))
          .flatMap(option -> Arrays.stream(option.substring(5).split(" ")))
          .forEach(letter -> sink.hiddenColumns(letter.charAt(0) - 'A', letter.charAt(0) - 'A'));
    }
    sink.endSheet();
  }

  private static void cell(CellSink sink, int column, String written, boolean csv) {
    String text = written.replace("\\n", "\n");
    int style = 0;
    while (text.length() > 1 && (text.charAt(0) == '*' || text.charAt(0) == '~')) {
      style |= text.charAt(0) == '*' ? BOLD : CellSink.INDENTED;
      text = text.substring(1);
    }
    if (csv) {
      style = 0;
    }
    if (text.isEmpty() || text.equals(">") || text.equals("^") || text.equals("_")) {
      return;
    }
    if (text.matches("-?\\d+")) {
      sink.number(column, Long.parseLong(text), 0, style);
    } else if (text.matches("-?\\d+\\.\\d+")) {
      BigDecimal number = new BigDecimal(text);
      sink.number(column, number.unscaledValue().longValue(), number.scale(), style);
    } else if (text.matches("\\d+%") && !csv) {
      sink.number(column, Long.parseLong(text.replace("%", "")), 2, style | CellSink.PERCENT);
    } else if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
      sink.date(column, LocalDate.parse(text).toEpochDay(), style);
    } else {
      byte[] bytes =
          (text.startsWith("'") ? text.substring(1) : text).getBytes(StandardCharsets.UTF_8);
      sink.text(column, bytes, 0, bytes.length, style);
    }
  }

  private void merges(CellSink sink) {
    Map<Long, int[]> areas = new TreeMap<>();
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < rows.get(r).size(); c++) {
        String text = at(r, c);
        if (!">".equals(text) && !"^".equals(text)) {
          continue;
        }
        int row = r;
        int column = c;
        while ("^".equals(at(row, column)) || ">".equals(at(row, column))) {
          if ("^".equals(at(row, column))) {
            row--;
          } else {
            column--;
          }
        }
        int[] area = areas.computeIfAbsent(((long) row << 32) | column, key -> new int[2]);
        area[0] = Math.max(area[0], r);
        area[1] = Math.max(area[1], c);
      }
    }
    areas.forEach((key, area) -> sink.merge((key >> 32) + 1, area[0] + 1, key.intValue(), area[1]));
  }

  private @Nullable String at(int row, int column) {
    List<String> cells = rows.get(row);
    return column < cells.size() ? cells.get(column) : null;
  }
}
