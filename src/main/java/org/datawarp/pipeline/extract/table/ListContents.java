package org.datawarp.pipeline.extract.table;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;

/**
 * What the rows of a list hold, by which data are told from explanations.
 *
 * @param rows how many were looked at
 * @param numbers typed cells right of the first column
 * @param texts cells of text
 * @param length the texts' letters
 * @param references cells that name a sheet of the file
 * @param dated rows with a date
 * @param addressed rows with an address of electronic mail or a telephone number
 * @param labelled rows whose first cell ends with a colon
 */
record ListContents(
    int rows,
    int numbers,
    int texts,
    long length,
    int references,
    int dated,
    int addressed,
    int labelled) {
  private static final int LEAST_DATED = 3;
  private static final int MOST_CONTACTS = 12;
  private static final int LEAST_REGISTER = 10;
  private static final Pattern ADDRESS =
      Pattern.compile("[\\w.]@[\\w-]++\\.\\w|\\d[\\d ()]{8,16}+(?<=\\d)");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?:parameters?|settings?|options?|items?|fields?|property|attribute|metadata|name)");

  /** What may be measured, too: then every value is a number. */
  private static final Pattern MEASURED = Pattern.compile("(?:items?|attribute|property|name)");

  private static final Pattern SETTING =
      Pattern.compile("(?:values?|settings?|details?|descriptions?|selections?|choices?)");
  private static final Pattern TERM =
      Pattern.compile(
          "(?:terms?|abbreviations?|acronyms?|symbols?|shorthand|notes?(?: (?:number|no\\.?|ref\\w*+))?"
              + "|words?|fields?(?: names?)?|variables?(?: names?)?|columns?(?: names?)?|measures?)");
  private static final Pattern MEANING =
      Pattern.compile(
          "(?:definitions?|meanings?|explanations?|descriptions?|notes?(?: text)?|details?)\\b.*");

  static ListContents of(Grid grid, int first, int last, int firstColumn, Set<String> sheetNames) {
    int numbers = 0;
    int texts = 0;
    long length = 0;
    int references = 0;
    int dated = 0;
    int addressed = 0;
    int labelled = 0;
    for (int entry = first; entry < last; entry++) {
      Line line = grid.line(entry);
      boolean date = false;
      boolean address = false;
      for (Cell cell : line.cells()) {
        date |= cell.kind().isDate();
        if (cell.isTyped() && cell.column() > firstColumn) {
          numbers++;
        } else if (cell.isText()) {
          texts++;
          length += cell.text().length();
          references += sheetNames.contains(SheetClassifier.fold(cell.text())) ? 1 : 0;
          address |= cell.text().length() < 200 && ADDRESS.matcher(cell.text()).find();
        }
      }
      dated += date ? 1 : 0;
      addressed += address ? 1 : 0;
      labelled += line.first().isText() && line.first().text().endsWith(":") ? 1 : 0;
    }
    return new ListContents(
        last - first, numbers, texts, length, references, dated, addressed, labelled);
  }

  long meanLength() {
    return texts == 0 ? 0 : length / texts;
  }

  /** Tells whether most rows have a date: a log is data, whatever its sheet is called. */
  boolean isLog() {
    return dated >= LEAST_DATED && dated * 4 >= rows * 3;
  }

  /** Tells whether a few rows say whom to ask. */
  boolean areContacts() {
    return rows <= MOST_CONTACTS && addressed * 2 >= rows;
  }

  /** Tells whether each row is one setting, or one term and what it means. */
  boolean areParameters(TableLayout table) {
    if (table.columns().size() > 3) {
      return false;
    }
    if (labelled * 2 >= rows && table.columns().size() <= 2) {
      return true;
    }
    List<String> names =
        table.columns().stream()
            .map(column -> String.join(" ", column.header()).toLowerCase(Locale.ROOT).strip())
            .toList();
    if (names.size() < 2) {
      return false;
    }
    String key = names.get(0);
    String value = names.get(1);
    return names.size() == 2
        && ((PARAMETER.matcher(key).matches()
                && !(numbers >= rows && MEASURED.matcher(key).matches())
                && SETTING.matcher(value).matches())
            || (numbers == 0 && TERM.matcher(key).matches() && MEANING.matcher(value).matches()));
  }

  /** Tells whether many short entries in several columns are listed: codes and names. */
  boolean isRegister(TableLayout table) {
    return rows >= LEAST_REGISTER && table.columns().size() >= 3 && meanLength() <= 30;
  }
}
