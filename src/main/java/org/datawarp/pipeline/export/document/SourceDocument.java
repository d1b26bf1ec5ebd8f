package org.datawarp.pipeline.export.document;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.pipeline.export.ColumnNote;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.MarkerNote;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.SourceFile;
import org.jspecify.annotations.Nullable;

/** The page of text beside a Parquet file, {@code <source>.md}. */
public final class SourceDocument {
  private static final int MAX_PERIODS = 36;
  private static final int MAX_MARKERS = 12;

  private SourceDocument() {}

  /**
   * Returns the page as Markdown: purpose, coverage, licence and attribution, columns, shorthand,
   * provenance, and how to trace a row. Whatever a publisher put into a header stays text.
   *
   * @param description what is known about the source
   * @param report what the export of all its rows found
   */
  public static String render(SourceDescription description, ExportReport report) {
    return render(description, report, null);
  }

  /**
   * The files of a source that has one for each period.
   *
   * @param rows the rows of all
   * @param periods their periods, in order
   * @param firstDay the first day reported on
   * @param lastDay the last one
   */
  public record Stack(
      long rows, List<String> periods, @Nullable LocalDate firstDay, @Nullable LocalDate lastDay) {
    /** Copies the list. */
    public Stack {
      periods = List.copyOf(periods);
    }
  }

  /**
   * Returns the page of a source with a file for each period.
   *
   * @param report what the export of one period found, which stands for the columns of all
   * @param stack all periods; null for a source with one file
   */
  public static String render(
      SourceDescription description, ExportReport report, @Nullable Stack stack) {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(Markdown.text(description.title())).append("\n\n");
    if (!description.description().isBlank()) {
      page.append(Markdown.text(description.description())).append("\n\n");
    }
    coverage(page, description, report, stack);
    licence(page, description.licence());
    columns(page, description, report);
    markers(page, description, report);
    notes(page, description);
    provenance(page, description, stack);
    trace(page, report);
    return page.toString();
  }

  private static void coverage(
      StringBuilder page,
      SourceDescription description,
      ExportReport report,
      @Nullable Stack stack) {
    page.append("## Coverage\n\n");
    item(page, "Source", Markdown.code(description.code().value()));
    item(page, "Rows", count(stack == null ? report.rowCount() : stack.rows()));
    item(page, "Periods", periods(stack == null ? report.periods() : stack.periods()));
    if (description.unit() != null) {
      item(page, "Unit", Markdown.text(description.unit()));
    }
    LocalDate first = stack == null ? report.firstDay() : stack.firstDay();
    LocalDate last = stack == null ? report.lastDay() : stack.lastDay();
    if (first != null && last != null) {
      item(page, "Reports on", first + " to " + last);
    }
    if (description.publicationDate() != null) {
      item(page, "Published", description.publicationDate().toString());
    }
    if (description.landingPage() != null) {
      item(page, "Publication", Markdown.link(description.landingPage()));
    }
    if (stack != null) {
      item(
          page,
          "Files",
          Markdown.code(description.code().value() + "/<period>.parquet")
              + ", one for each period, all of one schema; the columns below are described as they"
              + " are in "
              + Markdown.text(String.join(", ", report.periods())));
      page.append('\n');
      return;
    }
    item(
        page,
        "File",
        Markdown.code(String.valueOf(report.file().getFileName()))
            + ", "
            + count(report.sizeBytes())
            + " bytes, SHA-256 "
            + Markdown.code(report.sha256()));
    item(page, "Row hash", Markdown.code(report.rowHash()));
    page.append('\n');
  }

  private static String periods(List<String> periods) {
    if (periods.isEmpty()) {
      return "none";
    }
    if (periods.size() > MAX_PERIODS) {
      return Markdown.text(periods.get(0) + " to " + periods.get(periods.size() - 1))
          + " ("
          + count(periods.size())
          + ")";
    }
    return Markdown.text(String.join(", ", periods));
  }

  private static void licence(StringBuilder page, Licence licence) {
    page.append("## Licence\n\n");
    if (licence.url().isEmpty()) {
      page.append("Licence: ").append(Markdown.text(licence.name()));
      page.append(". Ask the publisher before passing the data on.\n\n");
    } else {
      page.append("[").append(Markdown.text(licence.name())).append("](<");
      page.append(licence.url()).append(">)\n\n");
    }
    if (!licence.attribution().isEmpty()) {
      page.append("> ").append(Markdown.text(licence.attribution())).append("\n\n");
    }
  }

  private static void columns(
      StringBuilder page, SourceDescription description, ExportReport report) {
    page.append("## Columns\n\n");
    row(page, "Column", "Original header", "Type", "Nulls", "Range", "Markers", "Description");
    row(page, "---", "---", "---", "---:", "---", "---", "---");
    for (ColumnSummary column : report.columns()) {
      ColumnNote note = description.note(column.name());
      row(
          page,
          Markdown.code(column.name()),
          Markdown.text(note.header()),
          type(column),
          count(column.nullCount()),
          range(column),
          markers(column.markers()),
          described(column.name(), note));
    }
    page.append('\n');
  }

  /** Returns what a column means, with its role, unit, levels and notes where these are known. */
  private static String described(String name, ColumnNote note) {
    ColumnFacts facts = note.facts();
    List<String> parts = new ArrayList<>();
    String words = note.description().isBlank() ? known(name) : note.description();
    if (!words.isEmpty()) {
      parts.add(Markdown.text(words));
    }
    List<String> marks = new ArrayList<>();
    if (facts.role() != null) {
      marks.add(facts.role().text());
    }
    if (facts.unit() != null) {
      marks.add("unit: " + Markdown.text(facts.unit()));
    }
    facts.geography().forEach(level -> marks.add(level.text().replace('_', ' ')));
    if (facts.description() != null && facts.describedBy() == DescribedBy.MODEL) {
      marks.add("described by a language model");
    }
    if (!marks.isEmpty()) {
      parts.add("(" + String.join(", ", marks) + ")");
    }
    facts.notes().forEach(text -> parts.add(Markdown.text(text)));
    return String.join(" ", parts);
  }

  private static void notes(StringBuilder page, SourceDescription description) {
    if (description.notes().isEmpty()) {
      return;
    }
    page.append("## Notes\n\n");
    description.notes().forEach(note -> page.append("- ").append(Markdown.text(note)).append('\n'));
    page.append('\n');
  }

  /** Explains the shorthand: what occurs in the rows first, then what else the legend says. */
  private static void markers(
      StringBuilder page, SourceDescription description, ExportReport report) {
    Set<String> met = new LinkedHashSet<>();
    report.columns().forEach(column -> met.addAll(column.markers()));
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (MarkerNote note : description.markers()) {
      String line =
          Markdown.text(note.kind().toLowerCase(Locale.ROOT).replace('_', ' '))
              + (note.meaning().isBlank() ? "" : ": " + Markdown.text(note.meaning()));
      List<String> lines = notes.computeIfAbsent(note.token(), token -> new ArrayList<>());
      if (!lines.contains(line)) {
        lines.add(line);
      }
    }
    if (notes.isEmpty()) {
      return;
    }
    page.append("## Markers\n\n");
    row(page, "Marker", "In these rows", "Meaning");
    row(page, "---", "---", "---");
    for (boolean wanted : new boolean[] {true, false}) {
      notes.forEach(
          (token, lines) -> {
            if (met.contains(token) == wanted) {
              String meaning = String.join("; ", lines);
              row(page, Markdown.value(token), wanted ? "yes" : "no", meaning);
            }
          });
    }
    page.append('\n');
  }

  private static String type(ColumnSummary column) {
    String text = column.type().text();
    return column.parquetType().startsWith("DECIMAL") ? text + " " + column.parquetType() : text;
  }

  private static String range(ColumnSummary column) {
    if (column.min() == null || column.max() == null) {
      return "";
    }
    if (column.min().equals(column.max())) {
      return Markdown.value(column.min());
    }
    String range = Markdown.value(column.min()) + " … " + Markdown.value(column.max());
    return column.distinct() == null ? range : range + " (" + count(column.distinct()) + " values)";
  }

  private static String markers(List<String> markers) {
    List<String> shown = new ArrayList<>();
    for (String marker : markers.subList(0, Math.min(MAX_MARKERS, markers.size()))) {
      shown.add(Markdown.value(marker));
    }
    if (markers.size() > MAX_MARKERS) {
      shown.add("and " + (markers.size() - MAX_MARKERS) + " more");
    }
    return String.join(", ", shown);
  }

  /** Returns what the columns mean that every source has. */
  static String known(String name) {
    return switch (name) {
      case "_load_id" -> "the load that brought the row";
      case "_loaded_at" -> "when that was, in UTC";
      case "_period" -> "the period reported on";
      case "_period_start" -> "its first day";
      case "_period_end" -> "its last day";
      case "_manifest_file_id" -> "the file the row came from, see below";
      case "_source_row" -> "the row of the sheet (of a CSV: the record), from 1";
      case "_source_column" -> "the column of the sheet, where columns became rows";
      default -> name.endsWith("__marker") ? "why the value beside it is missing or qualified" : "";
    };
  }

  /** Of files for each period those periods are told that are in use. */
  private static void provenance(
      StringBuilder page, SourceDescription description, @Nullable Stack stack) {
    page.append("## Provenance\n\n");
    List<SourceFile> files =
        description.files().stream()
            .filter(
                file ->
                    stack == null
                        || file.period() == null
                        || stack.periods().contains(file.period()))
            .toList();
    if (files.isEmpty()) {
      page.append("No file is recorded for these rows.\n\n");
      return;
    }
    row(page, "`_manifest_file_id`", "File", "Member", "Sheet", "Period", "SHA-256");
    row(page, "---:", "---", "---", "---", "---", "---");
    for (SourceFile file : files) {
      row(
          page,
          Integer.toString(file.manifestFileId()),
          Markdown.link(file.url()),
          Markdown.text(orEmpty(file.member())),
          Markdown.text(orEmpty(file.sheet())),
          Markdown.text(orEmpty(file.period())),
          file.sha256().isEmpty() ? "not recorded" : Markdown.code(file.sha256()));
    }
    page.append('\n');
  }

  private static void trace(StringBuilder page, ExportReport report) {
    boolean hasRows =
        report.columns().stream().anyMatch(column -> column.name().equals("_source_row"));
    page.append("## Tracing a row\n\n");
    page.append("`_manifest_file_id` names the file in the table above");
    page.append(
        hasRows
            ? ", `_source_row` the row of its sheet: together they lead to the publisher's cell.\n"
            : "; these rows were adopted, so their place on the sheet was never recorded.\n");
  }

  private static void item(StringBuilder page, String name, String value) {
    page.append("- **").append(name).append(":** ").append(value).append('\n');
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String count(long count) {
    return String.format(Locale.ENGLISH, "%,d", count);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
