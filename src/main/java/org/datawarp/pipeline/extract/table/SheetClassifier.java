package org.datawarp.pipeline.extract.table;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.model.table.SheetKind;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.TextNumbers;
import org.datawarp.pipeline.extract.header.HeaderNotes;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.workbook.CellSink.SheetType;

/** Says what each sheet of a file is for, and why. */
public final class SheetClassifier {
  private static final int LOOK = 60;
  private static final Pattern CONTENTS =
      Pattern.compile(
          "(?:table of )?contents?\\b.*|index\\b.*|list of (?:tables|sheets|contents).*");
  private static final Pattern NOTES =
      Pattern.compile(
          "\\b(?:notes?|footnotes?|definitions?|glossary|guidance|metadata|meta data|read ?me"
              + "|information|info|methodology|data quality|abbreviations|caveats|background"
              + "|about|terms|disclaimer|legend|key|instructions|documentation|changes?|version)\\b");
  private static final Pattern COVER =
      Pattern.compile(
          "(?:cover(?: ?(?:sheet|page))?|title(?: ?page)?|front ?(?:sheet|page)|intro.*|home)\\b.*");

  /** A sheet's kind and the reason. */
  record Verdict(SheetKind kind, String why) {}

  private SheetClassifier() {}

  /**
   * Judges a sheet.
   *
   * @param tables the tables found on it
   * @param sheetNames the names of all sheets, for telling a list of contents
   */
  public static SheetSummary summary(
      SpooledSheet sheet, List<TableLayout> tables, Set<String> sheetNames) {
    Verdict verdict = judge(sheet, tables, sheetNames);
    return new SheetSummary(sheet.name, sheet.member, verdict.kind(), verdict.why(), sheet.state);
  }

  private static Verdict judge(
      SpooledSheet sheet, List<TableLayout> tables, Set<String> sheetNames) {
    if (sheet.type == SheetType.CHART) {
      return new Verdict(SheetKind.CHART, "a chart without cells");
    }
    if (sheet.profiles.size() == 0) {
      return new Verdict(SheetKind.EMPTY, "no cell holds a value");
    }
    if (!tables.isEmpty()) {
      return new Verdict(
          SheetKind.DATA,
          tables.size() == 1
              ? tables.get(0).reason()
              : tables.size() + " tables, the first: " + tables.get(0).reason());
    }
    return withoutTables(Grid.of(sheet), sheetNames);
  }

  /**
   * Tells whether what was found on a sheet is an explanation in the shape of a table: a list of
   * sheets, of notes, of definitions, of whom to ask. What it holds decides; the sheet's name only
   * where that is in doubt.
   */
  public static boolean isExplanation(
      SpooledSheet sheet, TableLayout table, Set<String> sheetNames) {
    if (sheet.isCsv() || table.columns().size() > 6) {
      return false;
    }
    Grid grid = Grid.of(sheet, TextNumbers.of(sheet));
    int first = grid.entryOf(table.firstData());
    int last = Math.min(grid.entryOf(table.lastData() + 1), first + LOOK);
    ListContents list = ListContents.of(grid, first, last, table.firstColumn(), sheetNames);
    int rows = last - first;
    if (list.references() * 2 >= rows && rows > 1 && list.numbers() * 2 <= rows) {
      return true;
    }
    if (list.references() >= 2
        && list.references() * 3 >= rows
        && CONTENTS.matcher(fold(String.valueOf(sheet.name))).matches()) {
      return true;
    }
    if (list.numbers() * 5 > list.texts() || list.texts() == 0 || list.isLog()) {
      return list.areParameters(table);
    }
    return list.areContacts()
        || list.areParameters(table)
        || (list.numbers() == 0 && table.columns().size() <= 3 && list.meanLength() > 60)
        || (isNamedAsExplanation(sheet, grid) && !list.isRegister(table));
  }

  private static boolean isNamedAsExplanation(SpooledSheet sheet, Grid grid) {
    String name = fold(String.valueOf(sheet.name));
    // A reference to a note does not make a sheet one of notes.
    String opening = fold(HeaderNotes.clean(grid.line(0).first().text()).text());
    boolean label = opening.endsWith(":"); // of a fact about the table: "Title:"
    return matchesAny(name) || (opening.length() < 60 && !label && matchesAny(opening));
  }

  private static boolean matchesAny(String text) {
    return CONTENTS.matcher(text).matches()
        || NOTES.matcher(text).find()
        || COVER.matcher(text).matches();
  }

  private static Verdict withoutTables(Grid grid, Set<String> sheetNames) {
    String name = fold(String.valueOf(grid.sheet().name)).replace('_', ' ');
    int references = 0;
    int rows = Math.min(grid.size(), LOOK);
    int texts = 0;
    String opening = "";
    for (int entry = 0; entry < rows; entry++) {
      for (Cell cell : grid.line(entry).cells()) {
        if (!cell.isText()) {
          continue;
        }
        texts++;
        String text = fold(cell.text());
        if (opening.isEmpty() && !sheetNames.contains(text)) {
          opening = text;
        }
        if (sheetNames.contains(text)) {
          references++;
        }
      }
    }
    boolean namedOtherwise = NOTES.matcher(name).find() || COVER.matcher(name).matches();
    if (CONTENTS.matcher(name).matches()
        || (!namedOtherwise && CONTENTS.matcher(opening).matches())
        || (references >= 2 && references * 3 >= rows)) {
      return new Verdict(
          SheetKind.CONTENTS,
          references > 1 ? "lists " + references + " sheets of the file" : "is titled as contents");
    }
    if (COVER.matcher(name).matches()) {
      return new Verdict(SheetKind.COVER, "is named as a cover");
    }
    if (NOTES.matcher(name).find() || NOTES.matcher(opening).find()) {
      return new Verdict(SheetKind.NOTES, "is named as notes and holds no table");
    }
    if (texts == 0) {
      return new Verdict(SheetKind.NOTES, "single values, no table");
    }
    return grid.sheet().profiles.total() <= 25
        ? new Verdict(SheetKind.COVER, "a few lines of text, no table")
        : new Verdict(SheetKind.NOTES, "lines of text, no table");
  }

  /** Returns a text for comparing: white space collapsed, lower case. */
  public static String fold(String text) {
    return CellShape.collapse(text).toLowerCase(Locale.ROOT);
  }
}
