package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.lifecycle.refresh.EnrichReport;
import org.datawarp.lifecycle.refresh.EnrichReport.DescribedColumn;
import org.datawarp.lifecycle.refresh.EnrichReport.DescribedSource;
import org.datawarp.lifecycle.refresh.EnrichmentReport;

/** Prints how tables and columns are described. */
public final class EnrichPrinter {
  private final Console console;

  public EnrichPrinter(Console console) {
    this.console = console;
  }

  public void print(EnrichReport report, GlobalOptions options) {
    report.warnings().forEach(console::warn);
    if (options.isJson()) {
      console.json(report);
      return;
    }
    String head =
        switch (report.outcome()) {
          case ENRICHED -> "enriched";
          case UNCHANGED -> "unchanged: everything was said before";
          case PLANNED -> "plan, nothing was changed";
        };
    console.print(report.manifest() + " (" + report.state() + "): " + head);
    for (DescribedSource source : report.sources()) {
      console.print("");
      source(source);
    }
    console.print("");
    if (report.licence() != null) {
      console.entry("licence", report.licence());
    }
    if (report.published() != null) {
      console.entry("published", report.published());
    }
    console.entry("described", text(report.enrichment()));
    console.entry("manifest", report.file());
    if (report.run() != null) {
      console.entry("run", report.run());
    }
  }

  /** Returns in one line how many columns are described, and by whom. */
  static String text(EnrichmentReport report) {
    List<String> parts = new ArrayList<>();
    if (report.byPerson() > 0) {
      parts.add(report.byPerson() + " by people");
    }
    parts.add(report.byPublisher() + " by the publisher");
    if (report.model() != null) {
      parts.add(
          report.byModel()
              + " by "
              + report.model()
              + " ("
              + Format.plural(report.requests(), "request")
              + ", "
              + Format.count(report.tokens())
              + " tokens)");
    } else if (report.byModel() > 0) {
      parts.add(report.byModel() + " by a model before");
    }
    parts.add(report.without() + " without a description");
    return Format.plural(report.columns(), "column") + ": " + String.join(", ", parts);
  }

  private void source(DescribedSource source) {
    console.print(source.code() + ": " + source.title());
    if (source.description() != null) {
      console.entry("holds", source.description());
    }
    if (source.unit() != null) {
      console.entry("unit", source.unit());
    }
    source.notes().forEach(note -> console.entry("note", note));
    console.table(
        List.of("column", "role", "unit", "level", "by", "description"),
        source.columns().stream().map(EnrichPrinter::row).toList());
  }

  private static List<String> row(DescribedColumn column) {
    return List.of(
        column.name(),
        column.role() == null ? "" : column.role().text(),
        column.unit() == null ? "" : column.unit(),
        column.geography().stream()
            .map(level -> level.text().replace('_', ' '))
            .collect(Collectors.joining(", ")),
        column.describedBy() == null ? "" : column.describedBy().text(),
        column.description() == null ? "" : column.description());
  }
}
