package org.datawarp.pipeline.enrich;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.SheetKind;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.discover.PageReport;
import org.datawarp.pipeline.discover.StatedLicence;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.SheetText;
import org.datawarp.pipeline.extract.SheetText.TextLine;
import org.datawarp.pipeline.extract.SourceTable;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher says about the tables of one file, in the file's sheets and on the landing page.
 * Rules alone: the same file and page give the same facts, on every machine.
 */
public final class PublisherWords {
  /** The version of these rules. */
  public static final int VERSION = 1;

  private static final int MAX_NOTES = 30;
  private static final int SHORTEST_PROSE = 40;
  private static final int SHORTEST_FOOTNOTE = 15;
  private static final int PREAMBLE_ROWS = 30;
  private static final Pattern BOILERPLATE =
      Pattern.compile(
          "(?i)(?:this (?:work)?sheet|the (?:work)?sheet|some cells|some shorthand|freeze panes"
              + "|return to|back to|go to|click|(?:data )?sources?\\b|guidance|for (?:more|further)|please"
              + "|see \\b|further information|published\\b|publication|contact"
              + "|email|e-mail|telephone|press enquiries|copyright|©|period\\b|basis\\b|status\\b"
              + "|revised\\b|next |table of contents|title:|summary:|select |filter |to view |note that"
              + " (?:some )?columns|end of (?:work)?sheet).*");
  private static final Pattern PUBLISHED =
      Pattern.compile(
          "(?i)(?<!next )(?<!future )\\b(?:publication date|date of publication|release date|date of"
              + " release|date published|(?<!first )(?<!be )published(?: on)?|publication published on)"
              + "\\s?(?:[:=–—-]|$|(?=[0-9]|[A-Za-z]{3,6}day\\b))\\s?");
  private static final Pattern DAY =
      Pattern.compile(
          "(?:[A-Za-z]{3,6}day,?\\s)?([0-9]{1,2})(?:st|nd|rd|th)?\\s([A-Za-z]{3,9})\\.?,?\\s([0-9]{4})\\b");
  private static final Pattern ISO_DAY = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})\\b");
  private static final List<DateTimeFormatter> DAYS =
      Stream.of("d MMMM uuuu", "d MMM uuuu")
          .map(
              pattern ->
                  new DateTimeFormatterBuilder()
                      .parseCaseInsensitive()
                      .appendPattern(pattern)
                      .toFormatter(Locale.ENGLISH))
          .toList();

  private final List<SheetText> sheets;
  private final List<DetectedTable> tables;
  private final @Nullable PageReport page;
  private final Notes notes;
  private final Dictionary dictionary;
  private final Contents contents;

  /**
   * Reads the words; they stay when the file's rows are gone.
   *
   * @param file one file
   * @param page the landing page; null where there is none
   */
  public PublisherWords(Extraction file, @Nullable PageReport page) {
    this(file.texts(), file.tables(), page);
  }

  PublisherWords(List<SheetText> sheets, List<DetectedTable> tables, @Nullable PageReport page) {
    this.sheets = List.copyOf(sheets);
    this.tables = List.copyOf(tables);
    this.page = page;
    this.notes = new Notes(sheets);
    this.dictionary = new Dictionary(sheets);
    this.contents = new Contents(sheets);
  }

  /** Returns what is said of the issue as a whole: the page's word before the file's. */
  public IssueFacts issue() {
    Optional<StatedLicence> licence =
        Optional.ofNullable(page == null ? null : page.licence()).or(this::licence);
    LocalDate published = page == null ? null : page.published();
    return new IssueFacts(
        licence.map(stated -> Words.line(stated.name())).orElse(null),
        licence.map(StatedLicence::url).filter(url -> !url.isEmpty()).orElse(null),
        published == null ? published().orElse(null) : published,
        generalNotes(),
        null);
  }

  /** Finds what the page says the publication is about. */
  public Optional<String> summary() {
    return Optional.ofNullable(page).flatMap(p -> Optional.ofNullable(p.summary()));
  }

  /** Finds the title that the contents give a table's sheet. */
  public Optional<String> title(SourceTable table) {
    return contents.find(first(table).sheet());
  }

  /** Returns unit and notes of a table: what every refresh stores. */
  public SourceFacts facts(SourceTable table) {
    Set<String> said = new LinkedHashSet<>();
    DetectedTable shape = first(table);
    Words.references(List.of(table.title())).stream()
        .flatMap(note -> notes.find(shape.member(), shape.sheet(), note).stream())
        .map(Notes.Note::toString)
        .forEach(said::add);
    below(shape).stream()
        .map(PublisherWords::footnote)
        .filter(text -> text.length() >= SHORTEST_FOOTNOTE)
        .forEach(said::add);
    return new SourceFacts(
        null, DescribedBy.PUBLISHER, unit(table), said.stream().limit(MAX_NOTES).toList());
  }

  /** Finds what a table holds: what the contents say of its sheet, else prose above its header. */
  public Optional<String> description(SourceTable table) {
    DetectedTable shape = first(table);
    String title = Words.folded(table.title());
    return contents
        .find(shape.sheet())
        .filter(text -> !title.endsWith(Words.folded(text)))
        .or(
            () ->
                above(shape).stream()
                    .map(line -> Words.line(line.text()))
                    .filter(text -> text.length() >= SHORTEST_PROSE)
                    .filter(text -> !Words.folded(text).equals(title))
                    .filter(text -> !BOILERPLATE.matcher(text).matches())
                    .findFirst());
  }

  /** Returns unit and notes of a column: what every refresh stores. */
  public ColumnFacts facts(SourceTable table, TableColumn column) {
    if (column.header().isEmpty()) {
      return ColumnFacts.NONE;
    }
    DetectedTable shape = first(table);
    String unit = null;
    if (column.type().isNumber()) {
      unit =
          definition(column)
              .flatMap(entry -> Optional.ofNullable(entry.unit()))
              .or(() -> Units.ofHeader(column.header()))
              .orElse(null);
    }
    List<String> said =
        Words.references(column.header()).stream()
            .flatMap(note -> notes.find(shape.member(), shape.sheet(), note).stream())
            .map(Notes.Note::toString)
            .limit(MAX_NOTES)
            .toList();
    return ColumnFacts.NONE.with(unit, said);
  }

  /**
   * Adds description, role, levels and keywords to what is known of a column.
   *
   * @param values different values of it, none of them blank; some are enough
   */
  public ColumnFacts describe(ColumnFacts known, TableColumn column, Set<String> values) {
    ColumnFacts judged =
        known.with(
            Roles.of(column),
            column.type().isNumber() || column.header().isEmpty()
                ? List.of()
                : CodeShapes.levels(column.originalName() + " " + column.name(), values));
    ColumnFacts found =
        column.header().isEmpty()
            ? judged
            : judged.withKeywords(Keywords.of(column.header(), judged.geography()));
    return definition(column)
        .map(entry -> found.with(entry.meaning(), DescribedBy.PUBLISHER))
        .orElse(found);
  }

  private Optional<Dictionary.Entry> definition(TableColumn column) {
    return column.header().isEmpty()
        ? Optional.empty()
        : dictionary.find(column.name(), column.header());
  }

  private @Nullable String unit(SourceTable table) {
    return above(first(table)).stream()
        .flatMap(line -> Units.ofLine(line).stream())
        .findFirst()
        .or(() -> Units.ofTitle(table.title()))
        .orElse(null);
  }

  /** Returns what the sheets of notes say that is no numbered note and no list of terms. */
  private List<String> generalNotes() {
    return sheets.stream()
        .filter(sheet -> sheet.kind() == SheetKind.NOTES)
        .flatMap(sheet -> sheet.lines().stream())
        .filter(line -> line.cells().size() == 1 || Notes.find(line).isPresent())
        .map(PublisherWords::footnote)
        .filter(text -> text.length() >= SHORTEST_PROSE)
        .filter(text -> !BOILERPLATE.matcher(text).matches())
        .distinct()
        .limit(MAX_NOTES)
        .toList();
  }

  private static String footnote(TextLine line) {
    return Notes.find(line).map(Notes.Note::toString).orElseGet(() -> Words.line(line.text()));
  }

  private Optional<StatedLicence> licence() {
    return around()
        .flatMap(line -> StatedLicence.find(Words.line(line.text())).stream())
        .findFirst();
  }

  /** Finds a day of publication on a cover, or above a table as NHS England writes it. */
  private Optional<LocalDate> published() {
    return around().flatMap(line -> day(line).stream()).findFirst();
  }

  private static Optional<LocalDate> day(TextLine line) {
    String text = Words.line(line.text());
    Matcher said = PUBLISHED.matcher(text);
    while (said.find()) {
      String rest = text.substring(said.end());
      Optional<LocalDate> day = dayAtStart(rest);
      if (day.isPresent()) {
        return day;
      }
    }
    return Optional.empty();
  }

  private static Optional<LocalDate> dayAtStart(String text) {
    Matcher iso = ISO_DAY.matcher(text);
    Matcher day = DAY.matcher(text);
    if (iso.lookingAt()) {
      return parsed(iso.group(1), List.of(DateTimeFormatter.ISO_LOCAL_DATE));
    }
    return day.lookingAt()
        ? parsed(day.group(1) + " " + day.group(2) + " " + day.group(3), DAYS)
        : Optional.empty();
  }

  private static Optional<LocalDate> parsed(String text, List<DateTimeFormatter> formats) {
    for (DateTimeFormatter format : formats) {
      try {
        return Optional.of(LocalDate.parse(text, format));
      } catch (DateTimeException e) {
        // Perhaps as the next format writes it.
      }
    }
    return Optional.empty();
  }

  /** Returns the lines of all sheets, those without tables first. */
  private Stream<TextLine> around() {
    return Stream.concat(
        sheets.stream()
            .filter(sheet -> sheet.kind() != SheetKind.DATA)
            .flatMap(sheet -> sheet.lines().stream()),
        sheets.stream()
            .filter(sheet -> sheet.kind() == SheetKind.DATA)
            .flatMap(sheet -> sheet.lines().stream()));
  }

  private List<TextLine> above(DetectedTable table) {
    long top = top(table);
    return lines(table).stream()
        .filter(line -> line.row() < top && line.row() >= top - PREAMBLE_ROWS)
        .toList();
  }

  /** Returns the lines below a table; where another one follows, only those that are notes. */
  private List<TextLine> below(DetectedTable table) {
    boolean isLast =
        tables.stream()
            .noneMatch(other -> isSameSheet(other, table) && top(other) > table.lastDataRow());
    return lines(table).stream()
        .filter(line -> line.row() > table.lastDataRow())
        .filter(line -> isLast || Notes.find(line).isPresent())
        .toList();
  }

  private static boolean isSameSheet(DetectedTable one, DetectedTable other) {
    return Objects.equals(one.sheet(), other.sheet())
        && Objects.equals(one.member(), other.member());
  }

  private static long top(DetectedTable table) {
    return table.headerRows().isEmpty() ? table.firstDataRow() : table.headerRows().get(0);
  }

  private List<TextLine> lines(DetectedTable table) {
    return sheets.stream()
        .filter(
            sheet ->
                Objects.equals(sheet.sheet(), table.sheet())
                    && Objects.equals(sheet.member(), table.member()))
        .findFirst()
        .map(SheetText::lines)
        .orElse(List.of());
  }

  private static DetectedTable first(SourceTable table) {
    return table.parts().get(0).table();
  }
}
