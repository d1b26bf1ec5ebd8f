package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.datawarp.cli.Console;
import org.datawarp.workflow.publication.PublicationReport;
import org.datawarp.workflow.publication.PublicationReport.IssueResult;
import org.datawarp.workflow.publication.PublicationReport.Outcome;
import org.datawarp.workflow.publication.PublicationReport.PublicationResult;

/** Prints how refreshes of publications ended, and what is known of publications. */
public final class PublicationPrinter {
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
    report.publications().forEach(this::warnings);
    table(report, true);
  }

  private void warnings(PublicationResult result) {
    result.warnings().forEach(line -> console.warn(result.publication() + ": " + line));
    for (IssueResult issue : result.issues()) {
      if (issue.outcome() != Outcome.NOT_PUBLISHED) {
        issue.warnings().forEach(line -> console.warn(issue.manifest() + ": " + line));
      }
      if (issue.error() != null && issue.error().hint() != null) {
        console.tell(Console.Style.CYAN, "hint:  ", issue.manifest() + ": " + issue.error().hint());
      }
    }
  }

  private void table(PublicationReport report, boolean newsOnly) {
    List<List<String>> rows = new ArrayList<>();
    for (PublicationResult result : report.publications()) {
      if (result.error() != null) {
        rows.add(
            List.of(result.publication(), "", "", "failed", "", result.error().message()));
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
      console.table(
          List.of("publication", "period", "manifest", "outcome", "rows", "note"), rows);
    }
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
    return issue.revised().isEmpty() ? "" : "revised: " + String.join(", ", issue.revised());
  }
}
