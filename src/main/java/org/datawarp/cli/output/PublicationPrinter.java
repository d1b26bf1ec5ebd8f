package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.cli.Console;
import org.datawarp.workflow.publication.ProposedEntry;
import org.datawarp.workflow.publication.PublicationCheck;
import org.datawarp.workflow.publication.PublicationLine;
import org.datawarp.workflow.publication.PublicationReport;
import org.datawarp.workflow.publication.PublicationReport.IssueResult;
import org.datawarp.workflow.publication.PublicationReport.Outcome;
import org.datawarp.workflow.publication.PublicationReport.PublicationResult;
import org.jspecify.annotations.Nullable;

/** Prints how refreshes of publications ended, and what is known of publications. */
public final class PublicationPrinter {
  private static final int FEW = 3;
  private static final String NONE =
      "no publication is registered; 'datawarp publications add URL' proposes an entry";

  private final Console console;

  /** Makes the printer. */
  public PublicationPrinter(Console console) {
    this.console = console;
  }

  /** Prints every issue that was looked at. */
  public void all(PublicationReport report) {
    report.publications().forEach(this::warnings);
    table(report, false);
    for (PublicationResult result : report.publications()) {
      if (result.issues().isEmpty() && result.error() == null) {
        console.print(result.publication() + ": nothing is missing, and nothing to look at again");
      }
      if (result.next() != null) {
        console.entry(
            "next",
            result.publication()
                + " "
                + result.next()
                + (result.nextDue() == null ? "" : ", due on " + result.nextDue()));
      }
    }
  }

  /** Prints what has changed or failed; nothing where nothing has. */
  public void news(PublicationReport report) {
    report.publications().stream().filter(PublicationPrinter::hasNews).forEach(this::warnings);
    table(report, true);
  }

  /** Prints the registered publications. */
  public void lines(List<PublicationLine> lines) {
    if (lines.isEmpty()) {
      console.print(NONE);
      return;
    }
    lines.forEach(
        line -> line.warnings().forEach(text -> console.warn(line.publication() + ": " + text)));
    console.table(
        List.of("publication", "frequency", "here", "newest", "due", "next"),
        lines.stream()
            .map(
                line ->
                    List.of(
                        line.publication(),
                        text(line.frequency())
                            + (line.issues().equals("cumulative") ? ", cumulative" : ""),
                        Format.count((long) line.held()),
                        text(line.newest()),
                        periods(line.due()),
                        line.nextDue() == null
                            ? text(line.next())
                            : line.next() + " on " + line.nextDue()))
            .toList());
  }

  /** Prints what the publishers say. */
  public void checks(List<PublicationCheck> checks) {
    if (checks.isEmpty()) {
      console.print(NONE);
      return;
    }
    for (PublicationCheck check : checks) {
      check.warnings().forEach(line -> console.warn(check.publication() + ": " + line));
      console.print(
          Console.Style.BOLD,
          check.publication() + ": " + (check.hasProblems() ? "look at it" : "good"));
      String address = check.address();
      if (address != null && !address.isEmpty()) {
        console.entry("  address", address);
      }
      entry("  shown", check.shown());
      entry("  to take", check.wanted());
      entry("  not due", check.notYet());
      if (check.asked() != null && Boolean.TRUE.equals(check.isThere())) {
        console.entry("  there", check.asked());
      }
      check.problems().forEach(problem -> console.entry("  problem", problem));
      if (check.error() != null) {
        console.entry("  problem", check.error().message());
      }
    }
  }

  /** Prints a proposed entry. */
  public void entry(ProposedEntry entry) {
    entry.reasons().forEach(reason -> console.tell("# " + reason));
    entry.yaml().lines().forEach(console::verbatim);
    console.tell(
        entry.writtenTo() == null
            ? "# look at it, then write it into .datawarp/config.yaml, or say --write"
            : "# written to " + entry.writtenTo());
  }

  private void entry(String word, List<String> periods) {
    if (!periods.isEmpty()) {
      console.entry(word, periods(periods));
    }
  }

  /** Names the first and the last of many periods. */
  private static String periods(List<String> labels) {
    return labels.size() <= FEW
        ? String.join(", ", labels)
        : labels.get(0)
            + " … "
            + labels.get(labels.size() - 1)
            + " ("
            + Format.count((long) labels.size())
            + ")";
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private void warnings(PublicationResult result) {
    result.warnings().forEach(line -> console.warn(result.publication() + ": " + line));
    for (IssueResult issue : result.issues()) {
      if (issue.outcome() != Outcome.NOT_PUBLISHED) {
        issue.warnings().forEach(line -> console.warn(issue.manifest() + ": " + line));
      }
    }
    hints(result);
  }

  /** What is advised for several issues is said once. */
  private void hints(PublicationResult result) {
    Map<String, List<String>> manifests = new LinkedHashMap<>();
    for (IssueResult issue : result.issues()) {
      PublicationReport.Failure error = issue.error();
      String hint = error == null ? null : error.hint();
      if (hint != null) {
        String name = issue.manifest().isEmpty() ? result.publication() : issue.manifest();
        manifests.computeIfAbsent(hint, key -> new ArrayList<>()).add(name);
      }
    }
    manifests.forEach(
        (hint, names) ->
            console.tell(
                Console.Style.CYAN,
                "hint:  ",
                names.get(0)
                    + (names.size() > 1 ? " and " + (names.size() - 1) + " more" : "")
                    + ": "
                    + hint));
  }

  private void table(PublicationReport report, boolean newsOnly) {
    List<List<String>> rows = new ArrayList<>();
    for (PublicationResult result : report.publications()) {
      if (result.error() != null) {
        rows.add(List.of(result.publication(), "", "", "failed", "", result.error().message()));
      }
      for (IssueResult issue : result.issues()) {
        if (!newsOnly || isNews(issue)) {
          rows.add(
              List.of(
                  result.publication(),
                  Objects.requireNonNullElse(issue.period(), "none"),
                  issue.manifest(),
                  issue.outcome().text(),
                  issue.rows() == null ? "" : Format.count(issue.rows()),
                  note(issue)));
        }
      }
    }
    if (!rows.isEmpty()) {
      console.table(List.of("publication", "period", "manifest", "outcome", "rows", "note"), rows);
    }
  }

  private static boolean hasNews(PublicationResult result) {
    return result.error() != null || result.issues().stream().anyMatch(PublicationPrinter::isNews);
  }

  private static boolean isNews(IssueResult issue) {
    return switch (issue.outcome()) {
      case REFRESHED, PLANNED, FAILED -> true;
      case UNCHANGED, NOT_PUBLISHED -> false;
    };
  }

  private static String note(IssueResult issue) {
    if (issue.error() != null) {
      String late = issue.due() == null ? "" : " (due on " + issue.due() + ")";
      return issue.error().message() + late;
    }
    if (issue.outcome() == Outcome.NOT_PUBLISHED) {
      return issue.due() == null ? "" : "due on " + issue.due();
    }
    List<String> what = issue.changes().isEmpty() ? issue.revised() : issue.changes();
    return (issue.revised().isEmpty() ? "" : "revised: ") + String.join("; ", what);
  }
}
