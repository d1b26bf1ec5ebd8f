package org.datawarp.cli.output;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.repository.StagingTables.PeriodRows;
import org.datawarp.workflow.status.SourceDetails;
import org.jspecify.annotations.Nullable;

/** Prints what is known of sources. */
public final class SourcePrinter {
  private static final int MOST_FILES = 12;

  private final Console console;

  /** Makes one that prints to a console. */
  public SourcePrinter(Console console) {
    this.console = console;
  }

  /** Prints each source, a blank line between them. */
  public void print(List<SourceDetails> sources) {
    for (int i = 0; i < sources.size(); i++) {
      if (i > 0) {
        console.print("");
      }
      print(sources.get(i));
    }
  }

  private void print(SourceDetails details) {
    SourceEntry source = details.source();
    console.print(Console.Style.BOLD, source.code() + ": " + Format.text(source.title()));
    if (details.description() != null) {
      console.print(details.description());
    }
    console.entry("manifest", manifest(details));
    console.entry("series", Format.text(details.publication()));
    if (details.url() != null) {
      console.entry("url", details.url());
    }
    console.entry(
        "table",
        source.table()
            + ": "
            + Format.plural(details.tableRows(), "row")
            + ", "
            + Format.size(details.tableBytes()));
    console.entry("parquet", parquet(details));
    console.entry(
        "loaded",
        Format.time(source.lastLoaded()) + ", checked " + Format.time(source.lastCheckedAt()));
    if (!details.views().isEmpty()) {
      console.entry("views", String.join(", ", details.views()));
    }
    console.entry("versions", versions(details));
    retention(details);
    details
        .holds()
        .forEach(hold -> console.entry("held", hold.reason() + " (" + hold.pattern() + ")"));
    if (details.quarantined() > 0) {
      console.entry("put aside", Format.plural(details.quarantined(), "cell"));
    }
    tables(details);
  }

  private static String parquet(SourceDetails details) {
    String path = details.source().parquet();
    List<SourceDetails.Issue> issues = details.issues();
    if (issues.isEmpty() || path == null) {
      return Format.text(path) + ": " + Format.size(details.parquetBytes());
    }
    List<SourceDetails.Issue> current =
        issues.stream().filter(issue -> issue.parquet() != null && !issue.archived()).toList();
    long archived = issues.stream().filter(SourceDetails.Issue::archived).count();
    return path.substring(0, path.lastIndexOf('/') + 1)
        + ": "
        + Format.plural(current.size(), "file")
        + ", "
        + Format.size(current.stream().mapToLong(SourceDetails.Issue::sizeBytes).sum())
        + (archived == 0 ? "" : "; " + Format.count(archived) + " archived");
  }

  private static String manifest(SourceDetails details) {
    SourceEntry source = details.source();
    if (details.canonical()) {
      return Format.plural(details.issues().size(), "manifest") + ", one for each period";
    }
    return source.manifest() == null
        ? "-"
        : source.manifest()
            + " ("
            + Format.text(source.state())
            + ", "
            + (source.period() == null ? "no period" : source.period())
            + ")";
  }

  private static String versions(SourceDetails details) {
    return details.versions() == 0
        ? "none kept beside the one in use"
        : Format.count(details.versions())
            + " kept; see 'datawarp history "
            + details.source().code()
            + "'";
  }

  private void retention(SourceDetails details) {
    List<RetentionVerdict> verdicts = details.retention();
    verdicts.stream()
        .limit(1)
        .forEach(
            verdict ->
                console.entry(
                    "retention",
                    (verdict.isKept() ? "kept: " : "expired: ")
                        + verdict.why()
                        + (verdicts.size() > 1
                            ? "; " + Format.plural(verdicts.size() - 1, "more period")
                            : "")));
  }

  private void tables(SourceDetails details) {
    console.print("");
    console.table(
        List.of("column", "type", "role", "null", "header", "description"),
        details.columns().stream().map(SourcePrinter::row).toList());
    if (details.canonical()) {
      issues(details);
    } else if (!details.periods().isEmpty()) {
      console.print("");
      console.table(
          List.of("period", "rows", "loaded"),
          details.periods().stream()
              .map(
                  period ->
                      List.of(
                          Format.text(period.period()),
                          Format.count(period.rows()),
                          Format.time(period.loadedAt())))
              .toList());
    }
    files(details.files());
    if (!details.events().isEmpty()) {
      console.print("");
      console.table(
          List.of("at", "type", "status", "before", "after", "run"),
          details.events().stream().map(SourcePrinter::row).toList());
    }
  }

  private void issues(SourceDetails details) {
    Map<String, PeriodRows> rows = new HashMap<>();
    details.periods().forEach(period -> rows.put(String.valueOf(period.period()), period));
    console.print("");
    console.table(
        List.of("period", "rows", "loaded", "manifest", "state", "size"),
        details.issues().stream().map(issue -> row(issue, rows.get(issue.period()))).toList());
  }

  private static List<String> row(SourceDetails.Issue issue, @Nullable PeriodRows rows) {
    return List.of(
        issue.period(),
        rows == null ? "-" : Format.count(rows.rows()),
        rows == null ? "-" : Format.time(rows.loadedAt()),
        Format.text(issue.manifest()),
        issue.archived() ? "archived" : Format.text(issue.state()),
        Format.size(issue.sizeBytes()));
  }

  private void files(List<SourceDetails.File> files) {
    if (files.isEmpty()) {
      return;
    }
    console.print("");
    console.table(
        List.of("file", "sheet", "period", "rows", "sha256", "kept"),
        files.stream().limit(MOST_FILES).map(SourcePrinter::row).toList());
    if (files.size() > MOST_FILES) {
      console.print("… and " + Format.count((long) files.size() - MOST_FILES) + " more");
    }
  }

  private static List<String> row(SourceDetails.Column column) {
    return List.of(
        column.name(),
        column.type(),
        Format.text(column.role()),
        column.nullRate() == null ? "-" : column.nullRate().toPlainString() + " %",
        Format.text(column.header()),
        Format.text(column.description()));
  }

  private static List<String> row(SourceDetails.File each) {
    LoadedFile file = each.file();
    String sha256 = file.sha256();
    return List.of(
        file.url().substring(file.url().lastIndexOf('/') + 1),
        Format.text(file.member() == null ? file.sheet() : file.member()),
        Format.text(file.period()),
        Format.count(file.rows()),
        sha256 == null ? "-" : sha256.substring(0, Math.min(12, sha256.length())),
        each.kept() ? "yes" : "no");
  }

  private static List<String> row(EventEntry event) {
    return List.of(
        Format.time(event.at()),
        event.type(),
        event.status(),
        Format.count(event.oldRowCount()),
        Format.count(event.newRowCount()),
        Format.text(event.run()));
  }
}
