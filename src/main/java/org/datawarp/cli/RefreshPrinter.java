package org.datawarp.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.RowCounts;
import org.datawarp.refresh.RefreshReport;
import org.datawarp.refresh.RefreshReport.Outcome;
import org.datawarp.refresh.RefreshReport.SourceResult;

/** Prints how a refresh ended. */
final class RefreshPrinter {
  private final Console console;

  RefreshPrinter(Console console) {
    this.console = console;
  }

  void print(RefreshReport report, GlobalOptions options) {
    report.warnings().forEach(console::warn);
    if (options.isJson()) {
      console.json(report.json());
      return;
    }
    String period = report.period() == null ? "no period" : report.period();
    if (report.outcome() == Outcome.UNCHANGED) {
      console.print(report.manifest() + " (" + period + "): unchanged" + "  " + total(report));
      return;
    }
    String head =
        switch (report.outcome()) {
          case REFRESHED -> "refreshed";
          case DESCRIBED -> "exported";
          case PLANNED -> "plan, nothing was changed";
          case UNCHANGED -> "unchanged";
        };
    console.print(report.manifest() + " (" + period + "): " + head + "  " + total(report));
    console.print("");
    sources(report);
    report.sources().forEach(this::details);
    console.print("");
    report.files().forEach((what, where) -> console.print(pad(what) + where));
    report.sources().stream()
        .filter(source -> !source.parquet().isEmpty())
        .forEach(source -> console.print(pad("parquet") + source.parquet()));
    if (report.run() != null) {
      console.print(pad("run") + report.run());
    }
    if (report.outcome() != Outcome.PLANNED && options.databaseUrl() == null) {
      console.print(pad("database") + "psql \"$(datawarp db url" + workspace(options) + ")\"");
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
    console.table(
        rowsMoved
            ? List.of("table", "rows read", "loaded", "replaced", "columns", "title")
            : List.of("table", "rows", "columns", "title"),
        rows);
  }

  private void details(SourceResult source) {
    RowCounts counts = source.counts();
    if (counts.explained() > 0) {
      List<String> parts = new ArrayList<>();
      add(parts, counts.blank(), "blank");
      add(parts, counts.repeatedHeader(), "repeated header");
      add(parts, counts.section(), "section label");
      add(parts, counts.footer(), "note");
      add(parts, counts.quarantined(), "quarantined");
      console.print(
          source.code()
              + ": "
              + Format.count(counts.read())
              + " rows in the range = "
              + Format.count(counts.data())
              + " data + "
              + String.join(" + ", parts));
    }
    source.changes().forEach(change -> console.print(source.code() + ": " + change));
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(Format.count(count) + " " + what);
    }
  }

  private static String total(RefreshReport report) {
    Duration sum = report.times().values().stream().reduce(Duration.ZERO, Duration::plus);
    return "[" + Format.seconds(sum) + "]";
  }

  static String pad(String word) {
    return String.format(java.util.Locale.ROOT, "%-11s", word);
  }
}
