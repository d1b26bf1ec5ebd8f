package org.datawarp.cli.output;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.TableComparison;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.repository.StagingTables.PeriodRows;
import org.datawarp.workflow.diff.DiffReport;
import org.datawarp.workflow.status.SourceDetails;
import org.datawarp.workflow.trace.TraceReport;
import org.datawarp.workflow.trace.TracedRow;
import org.datawarp.workflow.trace.TracedRow.FileState;
import org.datawarp.workflow.trace.TracedRow.Origin;
import org.datawarp.workflow.trace.TracedRow.TracedFile;
import org.datawarp.workflow.trace.TracedRow.TracedValue;
import org.datawarp.workflow.trace.TracedRow.Verdict;

/** Reports of commands that look, as they are printed. */
final class LookSamples {
  private static final Instant NOW = Instant.parse("2026-11-23T12:44:00Z");
  private static final String RUN = "20261123-124400-abcdef";
  private static final String URL =
      "https://files.digital.nhs.uk/A5/2F1C33/ADHD_summary_Aug25_revised.xlsx";
  private static final String SHA =
      "32e0a4cf5b05b0d5e94dc15e3714c8a860a6881d1008a39644b26beb541b1643";

  private LookSamples() {}

  static List<SourceDetails> sources() {
    SourceEntry source =
        new SourceEntry(
            "adhd_aug25_open_referrals",
            "Open referrals for an assessment of ADHD, by age and provider",
            "staging.tbl_adhd_aug25_open_referrals",
            "adhd_aug25",
            "exported",
            "2025-08",
            1_204L,
            28_112L,
            "output/current/adhd_aug25_open_referrals.parquet",
            NOW,
            NOW);
    return List.of(
        new SourceDetails(
            source,
            "Management information, not official statistics.",
            "adhd",
            false,
            URL,
            List.of(
                new SourceDetails.Column(
                    "org_code",
                    "text",
                    "Provider / Code",
                    "ODS code of the provider",
                    "dimension",
                    new BigDecimal("0.00"),
                    List.of()),
                new SourceDetails.Column(
                    "open_referrals",
                    "bigint",
                    "Open referrals",
                    null,
                    "measure",
                    new BigDecimal("2.08"),
                    List.of("*"))),
            List.of(new PeriodRows("2025-08", 1_204, NOW)),
            List.of(),
            List.of(
                new SourceDetails.File(file(2, SHA), true),
                new SourceDetails.File(file(1, SHA.replace('3', '4')), false)),
            List.of(
                new EventEntry(
                    NOW,
                    RUN,
                    source.code(),
                    "full",
                    "success",
                    1_204L,
                    1_204L,
                    1_204L,
                    1_204L,
                    "2025-08",
                    null,
                    null,
                    null)),
            List.of(SampleReports.verdicts().get(0)),
            List.of(new SourceDetails.Held("adhd_*", null, "FOI request 2025/117", "me", NOW)),
            3,
            2,
            List.of("staging.v_adhd"),
            1_204,
            163_840,
            28_112),
        stacked());
  }

  private static SourceDetails stacked() {
    return new SourceDetails(
        new SourceEntry(
            "adhd_ages",
            "Ages",
            "staging.tbl_adhd_ages",
            "adhd_aug25",
            "exported",
            "2025-08",
            204L,
            8_112L,
            "output/current/adhd_ages/2025-08.parquet",
            NOW,
            NOW),
        null,
        "adhd",
        true,
        URL,
        List.of(),
        List.of(new PeriodRows("2025-08", 204, NOW)),
        List.of(
            new SourceDetails.Issue(
                "2025-07",
                "adhd_jul25",
                "archived",
                "archive/parquet/2025-11-01/2025-07.parquet",
                7_900,
                true),
            new SourceDetails.Issue(
                "2025-08",
                "adhd_aug25",
                "exported",
                "output/current/adhd_ages/2025-08.parquet",
                8_112,
                false)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        0,
        List.of(),
        204,
        65_536,
        16_012);
  }

  private static LoadedFile file(int id, String sha256) {
    return new LoadedFile(
        id,
        "adhd_aug25",
        URL,
        null,
        "Open referrals",
        1,
        sha256,
        91_230L,
        "downloads/2026-11/ADHD_summary_Aug25_revised.xlsx",
        "2025-08",
        NOW,
        RUN,
        1_204L,
        "12");
  }

  static TraceReport trace() {
    TracedFile file =
        new TracedFile(
            URL,
            null,
            "Open referrals",
            2,
            SHA,
            "downloads/2026-11/ADHD_summary_Aug25_revised.xlsx",
            NOW,
            RUN,
            FileState.AS_RECORDED);
    return new TraceReport(
        "/data/nhs",
        "adhd_aug25_open_referrals",
        "staging.tbl_adhd_aug25_open_referrals",
        2,
        List.of(
            new TracedRow(
                "2025-08",
                18L,
                null,
                NOW,
                file,
                List.of(
                    new TracedValue(
                        "section",
                        Origin.KEY,
                        "A12",
                        "Mental health",
                        "Mental health",
                        "Mental health",
                        Verdict.SAME),
                    new TracedValue(
                        "org_code", Origin.CELL, "A18", "RAX", "RAX", "RAX", Verdict.SAME),
                    new TracedValue(
                        "open_referrals",
                        Origin.CELL,
                        "F18",
                        "1,020",
                        "20",
                        "1020",
                        Verdict.DIFFERS),
                    new TracedValue(
                        "note",
                        Origin.CELL,
                        "G18",
                        "Figures before June are not comparable: the provider moved to another\nsystem",
                        "Figures before June are not comparable: the provider moved to another\nsystem",
                        "Figures before June are not comparable: the provider moved to another\nsystem",
                        Verdict.SAME)))),
        List.of());
  }

  static TraceReport untraced() {
    TracedFile file = new TracedFile(URL, null, null, 1, SHA, null, null, null, FileState.GONE);
    return new TraceReport(
        "/data/nhs",
        "waits",
        "staging.tbl_waits",
        1,
        List.of(
            new TracedRow(
                null,
                2L,
                "C",
                NOW,
                file,
                List.of(
                    new TracedValue(
                        "region", Origin.UNKNOWN, null, null, "North", null, Verdict.NOT_READ)))),
        List.of("the download of " + URL + " is not kept any more; nothing was read again"));
  }

  static DiffReport diff() {
    TableComparison found =
        new TableComparison(
            List.of("org_code"),
            true,
            List.of("waiting_gt_104_weeks", "open_referrals__marker"),
            List.of("waiting_gt_52_weeks"),
            List.of(new TableComparison.Retyped("share", "bigint", "numeric")),
            List.of(new TableComparison.Constant("period", "JUL-25", "AUG-25")),
            1_204,
            1_210,
            8,
            2,
            1,
            2,
            Map.of("open_referrals", 1L, "org_name", 1L));
    return new DiffReport(
        "adhd_jul25",
        "adhd_aug25",
        List.of(
            new DiffReport.TableDiff(
                new DiffReport.SideName(
                    "adhd_jul25_open_referrals",
                    "Open referrals, July 2025",
                    "2025-07",
                    "staging.tbl_adhd_jul25_open_referrals"),
                new DiffReport.SideName(
                    "adhd_aug25_open_referrals",
                    "Open referrals, August 2025",
                    "2025-08",
                    "staging.tbl_adhd_aug25_open_referrals"),
                found,
                List.of(
                    new RowChange(
                        RowChange.Kind.CHANGED,
                        Map.of("org_code", "RAX"),
                        18L,
                        19L,
                        List.of(
                            new RowChange.ValueChange("open_referrals", "20", "1020"),
                            new RowChange.ValueChange("org_name", null, "Kingston"))),
                    new RowChange(
                        RowChange.Kind.REMOVED, Map.of("org_code", "RJ6"), 20L, null, List.of()),
                    new RowChange(
                        RowChange.Kind.ADDED, Map.of("org_code", "RCB"), null, 21L, List.of())),
                8)),
        List.of("adhd_jul25_notes"),
        List.of(),
        "changes.parquet");
  }

  static DiffReport noDiff() {
    TableComparison found =
        new TableComparison(
            List.of(), false, List.of(), List.of(), List.of(), List.of(), 3, 3, 0, 0, 0, 0,
            Map.of());
    DiffReport.SideName side = new DiffReport.SideName("data", "", null, "data.csv");
    return new DiffReport(
        "data.csv",
        "data.csv",
        List.of(new DiffReport.TableDiff(side, side, found, List.of(), 0)),
        List.of(),
        List.of(),
        null);
  }
}
