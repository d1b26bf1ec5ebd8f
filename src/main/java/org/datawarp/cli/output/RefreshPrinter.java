package org.datawarp.cli.output;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutPart;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutSheet;
import org.datawarp.lifecycle.refresh.RefreshReport.NewerPeriod;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.model.table.LeftOutRows;

/** Prints how a refresh ended. */
public final class RefreshPrinter {
  private final Console console;
  private final Server server;

  /** Whose server the rows are in. */
  public enum Server {
    /** The workspace's own; {@code db url} tells its address. */
    EMBEDDED,
    /** Somebody else's, whose address the user has named. */
    EXTERNAL
  }

  /** Makes the printer. */
  public RefreshPrinter(Console console, Server server) {
    this.console = console;
    this.server = server;
  }

  public void print(RefreshReport report, GlobalOptions options) {
    boolean isOpen = report.outcome() == Outcome.NOT_PUBLISHED;
    if (!isOpen) {
      report.warnings().forEach(console::warn);
    }
    if (options.isJson()) {
      console.json(report);
      return;
    }
    String period = report.period() == null ? "no period" : report.period();
    if (report.outcome() == Outcome.UNCHANGED) {
      console.print(report.manifest() + " (" + period + "): unchanged" + "  " + total(report));
      newer(report);
      return;
    }
    if (isOpen) {
      console.print(report.manifest() + " (" + period + "): not published yet");
      report.warnings().forEach(console::print);
      return;
    }
    String head =
        switch (report.outcome()) {
          case REFRESHED -> "refreshed";
          case DESCRIBED -> "exported";
          case PLANNED -> "plan, nothing was changed";
          case UNCHANGED -> "unchanged";
          case NOT_PUBLISHED -> "not published yet";
        };
    console.print(report.manifest() + " (" + period + "): " + head + "  " + total(report));
    console.print("");
    sources(report);
    report.sources().forEach(this::details);
    leftOut(report);
    console.print("");
    report.files().forEach((what, where) -> console.entry(what, where));
    report.sources().stream()
        .filter(source -> !source.parquet().isEmpty())
        .forEach(source -> console.entry("parquet", source.parquet()));
    if (report.enrichment() != null) {
      console.entry("described", EnrichPrinter.text(report.enrichment()));
    }
    newer(report);
    if (report.run() != null) {
      console.entry("run", report.run());
    }
    if (report.outcome() != Outcome.PLANNED && server == Server.EMBEDDED) {
      console.entry("database", "psql \"$(datawarp db url" + workspace(options) + ")\"");
    }
  }

  private static String workspace(GlobalOptions options) {
    return options.workspace() == null ? "" : " --workspace '" + options.workspace() + "'";
  }

  private void sources(RefreshReport report) {
    boolean rowsMoved = report.outcome() != Outcome.DESCRIBED;
    List<List<String>> rows = new ArrayList<>();
    for (SourceResult source : report.sources()) {
      List<String> row = new ArrayList<>();
      row.add(source.table());
      if (rowsMoved) {
        row.add(Format.count(source.counts().read()));
        row.add(Format.count(source.counts().explained()));
        row.add(Format.count(source.counts().data()));
        row.add(Format.count(source.rowsLoaded()));
        row.add(Format.count(source.rowsDeleted()));
      } else {
        row.add(Format.count(source.rowsTotal()));
      }
      row.add(Format.count((long) source.columns()));
      row.add(source.title());
      rows.add(row);
    }
    List<String> headings =
        rowsMoved
            ? List.of(
                "table", "rows read", "left out", "data", "loaded", "replaced", "columns", "title")
            : List.of("table", "rows", "columns", "title");
    boolean isWide = AlignedTable.width(headings, rows) > console.columns().getAsInt();
    boolean hasTitles =
        report.sources().stream().anyMatch(source -> !source.title().equals(source.code()));
    if (isWide && !hasTitles) { // nothing is lost where no table has a title of its own
      console.table(withoutLast(headings), rows.stream().map(RefreshPrinter::withoutLast).toList());
    } else {
      console.table(headings, rows);
    }
  }

  private static List<String> withoutLast(List<String> row) {
    return row.subList(0, row.size() - 1);
  }

  /**
   * Prints which rows of the range are not loaded, so that read = data + left out can be checked.
   */
  private void details(SourceResult source) {
    for (LeftOutPart part : source.leftOut()) {
      console.print(
          source.code()
              + ": not loaded"
              + (part.place().isEmpty() ? "" : " of " + part.place())
              + ": "
              + LeftOutRows.text(part.rows()));
    }
    if (source.cellsQuarantined() > 0) {
      console.print(
          source.code()
              + ": "
              + Format.plural(source.cellsQuarantined(), "cell")
              + " put aside; see 'datawarp quarantine list "
              + source.code()
              + "'");
    }
    source.changes().forEach(change -> console.print(source.code() + ": " + change));
  }

  /** A page that goes on shows later periods; they are sources of their own. */
  private void newer(RefreshReport report) {
    NewerPeriod newer = report.newerPeriod();
    if (newer != null) {
      console.entry(
          "newer",
          newer.period() + " is on the page: " + newer.url() + "; load it under a name of its own");
    }
  }

  private void leftOut(RefreshReport report) {
    for (LeftOutSheet sheet : report.leftOut()) {
      console.entry("left out", sheet.place() + " (" + sheet.kind() + "): " + sheet.why());
    }
  }

  private static String total(RefreshReport report) {
    Duration sum = report.seconds().values().stream().reduce(Duration.ZERO, Duration::plus);
    return "[" + Format.seconds(sum) + "]";
  }
}
