package org.datawarp.cli.output;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.workflow.publication.ProposedEntry;
import org.datawarp.workflow.publication.PublicationCheck;
import org.datawarp.workflow.publication.PublicationLine;
import org.datawarp.workflow.publication.PublicationReport;
import org.datawarp.workflow.publication.PublicationReport.Failure;
import org.datawarp.workflow.publication.PublicationReport.IssueResult;
import org.datawarp.workflow.publication.PublicationReport.Outcome;
import org.datawarp.workflow.publication.PublicationReport.PublicationResult;
import org.jspecify.annotations.Nullable;

/** Reports of publications in which everything occurs that their printer may have to tell. */
final class SamplePublications {
  private static final String PAGE =
      "https://digital.nhs.uk/data-and-information/publications/statistical/mi-adhd";
  private static final Failure GONE =
      new Failure(
          12,
          "SOURCE_UNAVAILABLE",
          "not found (HTTP 404): " + PAGE + "/august-2025",
          "publishers move and rename files: look for it on the publication's page");

  private SamplePublications() {}

  static PublicationReport refreshed() {
    return new PublicationReport(
        List.of(
            new PublicationResult(
                "adhd",
                List.of(
                    issue("2025-06", "adhd_jun25", Outcome.UNCHANGED, null, List.of(), null),
                    issue(
                        "2025-07",
                        "adhd_jul25",
                        Outcome.REFRESHED,
                        12_345L,
                        List.of("https://files.digital.nhs.uk/ADHD_summary_Jul25.xlsx"),
                        null),
                    issue("2025-08", "adhd_aug25", Outcome.FAILED, null, List.of(), GONE),
                    issue("2025-09", "adhd_sep25", Outcome.NOT_PUBLISHED, null, List.of(), null)),
                "2025-10",
                LocalDate.of(2025, 12, 12),
                List.of("the manifest 'adhd' (2025-05) has the publication's name"),
                null),
            new PublicationResult("beds", List.of(), null, null, List.of(), GONE),
            new PublicationResult("rtt", List.of(), "2025-10", null, List.of(), null)));
  }

  private static IssueResult issue(
      String period,
      String manifest,
      Outcome outcome,
      @Nullable Long rows,
      List<String> revised,
      @Nullable Failure error) {
    LocalDate due = LocalDate.parse(period + "-01").plusMonths(1).plusDays(41);
    List<String> warnings = rows == null ? List.of() : List.of("table 3 has moved");
    List<String> changes =
        revised.isEmpty()
            ? List.of()
            : List.of("1 value in 8 rows changed: RAX open_referrals 20 → 1020");
    return new IssueResult(
        manifest, period, outcome, due, rows, revised, changes, null, warnings, error);
  }

  static RefreshReport notPublished() {
    return new RefreshReport(
        "adhd_sep25",
        RefreshReport.Outcome.NOT_PUBLISHED,
        null,
        "2025-09",
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of("not found (HTTP 404): " + PAGE + "/september-2025; it is due on 2025-11-11"),
        Map.of());
  }

  static List<PublicationLine> lines() {
    return List.of(
        new PublicationLine(
            "adhd",
            "ADHD Management Information",
            "monthly",
            "separate",
            PAGE,
            12,
            "2025-06",
            List.of("2025-07", "2025-08"),
            "2025-09",
            LocalDate.of(2025, 11, 11),
            "config.yaml:12:3",
            List.of()),
        new PublicationLine(
            "beds",
            "Beds",
            "quarterly",
            "cumulative",
            "https://england.nhs.uk/beds",
            0,
            null,
            List.of("FY2024-25-Q1", "FY2024-25-Q2", "FY2024-25-Q3", "FY2024-25-Q4", "FY2025-26-Q1"),
            "FY2025-26-Q2",
            null,
            "config.yaml:20:3",
            List.of("one file is loaded under several manifests: beds_a, beds_b")),
        new PublicationLine(
            "ods",
            "ods",
            null,
            "separate",
            null,
            1,
            null,
            List.of(),
            null,
            null,
            "config.yaml:30:3",
            List.of()));
  }

  static List<PublicationCheck> checks() {
    return List.of(
        new PublicationCheck(
            "adhd",
            PAGE,
            List.of("2025-05", "2025-06", "2025-07"),
            List.of("2025-07"),
            List.of("2025-09"),
            null,
            null,
            List.of("2025-08 is not on the page; it was due on 2025-10-12"),
            List.of(),
            null),
        new PublicationCheck(
            "rtt", PAGE, List.of(), List.of(), List.of(), "2025-07", true, List.of(), List.of(),
            null),
        new PublicationCheck(
            "beds", PAGE, List.of(), List.of(), List.of(), null, null, List.of(), List.of(), GONE));
  }

  static ProposedEntry entry() {
    return new ProposedEntry(
        "adhd",
        Map.of("landing_page", PAGE),
        "publications:\n  adhd:\n    landing_page: " + PAGE + "\n",
        List.of("the page shows 3 periods"),
        null);
  }
}
