package org.datawarp.cli.output;

import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.workflow.trace.TraceReport;
import org.datawarp.workflow.trace.TracedRow;
import org.datawarp.workflow.trace.TracedRow.TracedFile;
import org.datawarp.workflow.trace.TracedRow.TracedValue;
import org.datawarp.workflow.trace.TracedRow.Verdict;
import org.jspecify.annotations.Nullable;

/** Prints values with the cells they were read from. */
public final class TracePrinter {
  private static final int SHOWN = 30;

  private final Console console;

  /** Makes one that prints to a console. */
  public TracePrinter(Console console) {
    this.console = console;
  }

  /** Prints every row of a report. */
  public void print(TraceReport report) {
    report.warnings().forEach(console::warn);
    @Nullable TracedFile last = null;
    for (TracedRow row : report.rows()) {
      TracedFile file = row.file();
      if (file != null && !file.equals(last)) {
        print(file);
      }
      last = file;
      console.print("");
      console.print(Console.Style.BOLD, head(report, row));
      console.table(
          List.of("column", "cell", "", "in the table", "in the file"),
          row.values().stream().map(TracePrinter::row).toList());
      row.values().stream()
          .filter(value -> value.verdict() == Verdict.DIFFERS)
          .forEach(
              value ->
                  console.warn(
                      value.column()
                          + ": the table holds "
                          + Format.text(value.value())
                          + ", and the cell gives "
                          + Format.text(value.reread())));
    }
    long more = report.matches() - report.rows().size();
    if (more > 0) {
      console.print("… and " + Format.plural(more, "more row") + "; --limit says how many");
    }
    console.print("");
    console.print(verdict(report));
  }

  private void print(TracedFile file) {
    console.entry("url", file.url());
    console.entry(
        "sha256",
        Format.text(file.sha256())
            + switch (file.state()) {
              case AS_RECORDED -> ", as the kept download has it";
              case CHANGED -> "; the kept download has another one";
              case GONE -> "; the download is not kept";
              case UNPROVEN -> "; none was recorded";
            });
    console.entry("file", Format.text(file.path()));
    console.entry("downloaded", Format.time(file.downloadedAt()));
    if (file.loadedBy() != null) {
      console.entry("loaded by", file.loadedBy());
    }
    if (file.member() != null) {
      console.entry("member", file.member());
    }
    if (file.sheet() != null) {
      console.entry("sheet", file.sheet() + (file.table() > 1 ? ", table " + file.table() : ""));
    }
  }

  private static String head(TraceReport report, TracedRow row) {
    return report.source()
        + (row.period() == null ? "" : " " + row.period())
        + (row.row() == null ? "" : ", row " + row.row())
        + (row.sourceColumn() == null ? "" : ", column " + row.sourceColumn());
  }

  private static List<String> row(TracedValue value) {
    return List.of(
        value.column(),
        Format.text(value.cell()),
        switch (value.verdict()) {
          case SAME -> "same";
          case DIFFERS -> "DIFFERS";
          case NOT_READ -> "not read";
        },
        shown(value.value()),
        Format.text(value.raw()).replaceAll("\\s+", " "));
  }

  private static String shown(@Nullable String text) {
    String line = Format.text(text).replaceAll("\\s+", " ");
    return line.length() > SHOWN ? line.substring(0, SHOWN - 1) + "…" : line;
  }

  private static String verdict(TraceReport report) {
    long values = report.rows().stream().mapToLong(row -> row.values().size()).sum();
    long same =
        report.rows().stream()
            .flatMap(row -> row.values().stream())
            .filter(value -> value.verdict() == Verdict.SAME)
            .count();
    return values == same
        ? Format.plural(values, "value") + ", all as the file has them"
        : Format.count(same) + " of " + Format.plural(values, "value") + " as the file has them";
  }
}
