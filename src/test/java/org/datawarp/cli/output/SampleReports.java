package org.datawarp.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.EnrichReport;
import org.datawarp.lifecycle.refresh.EnrichmentReport;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutPart;
import org.datawarp.lifecycle.refresh.RefreshReport.LeftOutSheet;
import org.datawarp.lifecycle.refresh.RefreshReport.NewerPeriod;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.lifecycle.transfer.SyncItem;
import org.datawarp.lifecycle.transfer.SyncPlan;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.table.ColumnRole;
import org.datawarp.model.table.DescribedBy;
import org.datawarp.model.table.GeographyLevel;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.dump.DumpReport;
import org.datawarp.platform.dump.DumpedTable;
import org.datawarp.repository.LegacyEstate.CheckedKey;
import org.datawarp.repository.LegacyEstate.CheckedTable;
import org.datawarp.repository.RetentionPolicy;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.storage.object.Destination;
import org.datawarp.storage.object.StorageClass;
import org.datawarp.workflow.admin.DoctorReport;
import org.datawarp.workflow.admin.DoctorReport.Verdict;
import org.datawarp.workflow.admin.ServerState;
import org.datawarp.workflow.adopt.AdoptionPlan;
import org.datawarp.workflow.adopt.AdoptionPlan.ManifestChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.OutputChoice;
import org.datawarp.workflow.adopt.AdoptionPlan.OutputKind;
import org.datawarp.workflow.adopt.AdoptionPlan.Place;
import org.datawarp.workflow.adopt.AdoptionPlan.SourceChoice;
import org.datawarp.workflow.adopt.AdoptionReport;
import org.datawarp.workflow.archive.ArchiveItem;
import org.datawarp.workflow.archive.ArchivePlan;
import org.datawarp.workflow.archive.ArchiveReport;
import org.datawarp.workflow.archive.EventArchiveReport;
import org.datawarp.workflow.backup.BackupMeta;
import org.datawarp.workflow.backup.BackupName;
import org.datawarp.workflow.backup.BackupWorkflow;
import org.datawarp.workflow.backup.PrunePlan;
import org.datawarp.workflow.backup.RestoreCheckReport;
import org.datawarp.workflow.backup.RestoreOutcome;
import org.datawarp.workflow.backup.StoredBackup;
import org.datawarp.workflow.canonical.ConsolidatePlan;
import org.datawarp.workflow.canonical.ConsolidateReport;
import org.datawarp.workflow.canonical.MatchReport;
import org.datawarp.workflow.cleanup.Candidate;
import org.datawarp.workflow.cleanup.CleanupPlan;
import org.datawarp.workflow.cleanup.CleanupReport;
import org.datawarp.workflow.cleanup.Orphan;
import org.datawarp.workflow.cleanup.OrphanClass;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.rename.RenamePlan;
import org.datawarp.workflow.rename.RenameReport;
import org.datawarp.workflow.retention.HoldLine;
import org.datawarp.workflow.retention.PolicyLine;
import org.datawarp.workflow.sync.ExpiryPlan;
import org.datawarp.workflow.sync.PullReport;
import org.datawarp.workflow.sync.StoreRepairReport;
import org.datawarp.workflow.sync.SyncStatus;
import org.datawarp.workflow.sync.VerifyReport;
import org.jspecify.annotations.Nullable;

/** Reports in which everything occurs that a printer may have to tell. */
final class SampleReports {
  private static final Instant NOW = Instant.parse("2026-11-23T12:44:00Z");
  static final String RUN = "20261123-124400-1f3a9c";
  private static final String STORE = "r2://nhs-archive/nhs";
  private static final String PARQUET = "parquet/2026-11-23/adhd_aug25.parquet";
  private static final String HASH =
      "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

  private SampleReports() {}

  static EnrichReport enriched() {
    return new EnrichReport(
        "adhd_aug25",
        EnrichReport.Outcome.ENRICHED,
        "20250911-093000-abcd",
        "exported",
        "manifests/active/adhd_aug25.enriched.yaml",
        "Open Government Licence v3.0",
        "2025-09-11",
        List.of(
            new EnrichReport.DescribedSource(
                "adhd_aug25",
                "Open referrals by age",
                "Referrals that were still open at the end of the month, by provider.",
                DescribedBy.PUBLISHER,
                "count",
                List.of("Note 1: Counts are rounded to the nearest five."),
                List.of(
                    new EnrichReport.DescribedColumn(
                        "org_code",
                        "The code of the provider.",
                        DescribedBy.PUBLISHER,
                        ColumnRole.DIMENSION,
                        null,
                        List.of(GeographyLevel.TRUST, GeographyLevel.INDEPENDENT_PROVIDER),
                        List.of("org", "code"),
                        List.of()),
                    new EnrichReport.DescribedColumn(
                        "pct_seen",
                        "Share of the referrals that were seen within 18 weeks.",
                        DescribedBy.MODEL,
                        ColumnRole.MEASURE,
                        "%",
                        List.of(),
                        List.of("seen"),
                        List.of()),
                    new EnrichReport.DescribedColumn(
                        "pct_seen__marker",
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of())))),
        new EnrichmentReport(2, 0, 1, 1, 0, "model test-model", 1, 1200),
        List.of());
  }

  static RefreshReport refreshed() {
    return refresh(
        Outcome.REFRESHED,
        new NewerPeriod("2025-09", "https://files.digital.nhs.uk/ADHD_summary_Sep25.xlsx"));
  }

  static RefreshReport unchanged() {
    return refresh(Outcome.UNCHANGED, null);
  }

  static RefreshReport described() {
    return refresh(Outcome.DESCRIBED, null);
  }

  private static RefreshReport refresh(Outcome outcome, @Nullable NewerPeriod newer) {
    SourceResult referrals =
        new SourceResult(
            "adhd_aug25_open_referrals",
            "staging.tbl_adhd_aug25_open_referrals",
            "Open referrals by age group, sex and the region of the provider",
            new RowCounts(1_250, 1_234, 10, 1, 2, 3, 0),
            List.of(
                new LeftOutPart(
                    "Sheet 3",
                    List.of(
                        new LeftOutRows(
                            "blank", 10, List.of(new LeftOutRows.RowRange(1_240, 1_249)))))),
            2,
            1_234,
            1_200,
            1_234,
            14,
            List.of("column waiting_time is now numeric"),
            "output/current/adhd_aug25_open_referrals.parquet");
    SourceResult few =
        new SourceResult(
            "adhd_aug25",
            "staging.tbl_adhd_aug25",
            "",
            new RowCounts(3, 3, 0, 0, 0, 0, 0),
            List.of(),
            0,
            3,
            0,
            3,
            2,
            List.of(),
            "");
    return new RefreshReport(
        "adhd_aug25",
        outcome,
        RUN,
        "2025-08",
        List.of(referrals, few),
        Map.of("manifest", "manifests/active/adhd_aug25.yaml"),
        List.of(new LeftOutSheet(null, "Notes", "notes", "text alone, no number in any cell")),
        List.of(),
        List.of("table 3 has moved from sheet 'Table 3' to sheet 'Table 3a'"),
        Map.of(RunStep.FETCH, Duration.ofMillis(250), RunStep.LOAD, Duration.ofMillis(1_000)),
        List.of(),
        newer,
        List.of(),
        null);
  }

  static RemovePlan removal() {
    return new RemovePlan(
        List.of(
            new RemovePlan.GoingSource(
                "adhd_aug25",
                null,
                "adhd_aug25",
                "staging.tbl_adhd_aug25",
                1_234L,
                1_500_000,
                List.of("output/current/adhd_aug25.parquet", "output/current/adhd_aug25.md"),
                List.of()),
            new RemovePlan.GoingSource(
                "adhd_ages",
                "2025-08",
                "adhd_aug25",
                "staging.tbl_adhd_ages",
                45L,
                5_600,
                List.of("output/current/adhd_ages/2025-08.parquet"),
                List.of())),
        List.of(
            new RemovePlan.GoingManifest(
                "adhd_aug25", "manifests/active/adhd_aug25.yaml", "exported")),
        List.of("the view public.open_referrals reads staging.tbl_adhd_aug25"));
  }

  static RemoveReport removed() {
    return new RemoveReport(removal(), RUN, List.of("output/current/adhd_aug25.md was edited"));
  }

  static MatchReport matched() {
    return new MatchReport(
        List.of(
            new MatchReport.Table(
                "adhd_jul25_ages", "2025-07", "adhd_ages", "taken", "fingerprint", 1, null),
            new MatchReport.Table(
                "adhd_aug25_ages",
                "2025-08",
                "adhd_ages",
                "proposed",
                "title",
                0.612,
                "only 60 % of the columns are the same")),
        List.of(
            new MatchReport.Column(
                "adhd_ages",
                "2025-08",
                "org_code",
                "organisation_code",
                "proposed",
                0.55,
                107,
                106)),
        RUN,
        List.of("adhd_aug25_ages is adhd_ages: the next refresh of its manifest takes it in"),
        List.of("adhd_ages: org is not organisation_code"));
  }

  static EventArchiveReport archivedEvents() {
    return new EventArchiveReport(
        RUN,
        java.time.Instant.parse("2025-11-23T12:44:00Z"),
        1_234,
        56,
        List.of(
            new EventArchiveReport.Month("2024-09", 1_200, "archive/audit/2024-09.jsonl", "ab"),
            new EventArchiveReport.Month("2024-10", 34, "archive/audit/2024-10-2.jsonl", "cd")));
  }

  static RenameReport rename(@Nullable String run) {
    return new RenameReport(
        run,
        new RenamePlan(
            RenamePlan.Kind.MANIFEST,
            "ahdh_aug25",
            "adhd_aug25",
            List.of(new RenamePlan.Name("ahdh_aug25", "adhd_aug25")),
            List.of(
                new RenamePlan.Source(
                    "ahdh_aug25_ages",
                    "adhd_aug25_ages",
                    "staging.tbl_adhd_aug25_ages",
                    List.of("public.ages")),
                new RenamePlan.Source(
                    "ahdh_aug25_waits",
                    "adhd_aug25_waits",
                    "staging.tbl_adhd_aug25_waits",
                    List.of())),
            List.of("archive/parquet/2025-09-01/ahdh_aug25_ages.parquet"),
            List.of("the retention policy for ahdh_* is not about all of them any more")),
        List.of());
  }

  static ConsolidateReport consolidation(@Nullable String run) {
    return new ConsolidateReport(
        new ConsolidatePlan(
            "adhd",
            List.of(
                new ConsolidatePlan.Stacked(
                    "adhd_ages",
                    "staging.tbl_adhd_ages",
                    true,
                    List.of(
                        new ConsolidatePlan.Part(
                            "adhd_jul25_ages", "adhd_jul25", "2025-07", 1_234, "first", 1),
                        new ConsolidatePlan.Part(
                            "adhd_aug25_ages", "adhd_aug25", "2025-08", 1_240, "title", 0.93)))),
            List.of(
                new ConsolidatePlan.Left(
                    "adhd_aug25_notes",
                    "may be adhd_ages (0.5; another table is as like)",
                    "adhd_ages"))),
        run,
        run == null ? List.of() : List.of("staging.tbl_adhd_jul25_ages"),
        List.of());
  }

  static CleanupPlan cleanup() {
    return new CleanupPlan(
        NOW,
        new UUID(1, 2),
        new UUID(3, 4),
        List.of(
            orphan(OrphanClass.PARQUET, "output/current/a.parquet", Orphan.Verdict.EXECUTE, "lost"),
            orphan(
                OrphanClass.PARQUET,
                "output/current/b.parquet",
                Orphan.Verdict.KEEP,
                "younger than 72h"),
            orphan(
                OrphanClass.STAGING_TABLES,
                "staging.tbl_copy_of_adhd_aug25",
                Orphan.Verdict.REPORT,
                "not recorded by Datawarp; it stays"),
            orphan(OrphanClass.TRASH, RUN, Orphan.Verdict.EXECUTE, "its time is over")),
        List.of("21 Parquet files would go, more than 20"),
        "give --max-delete 21",
        List.of(new UnreadablePath("manifests/active/old", "permission denied")));
  }

  static CleanupReport cleaned() {
    return new CleanupReport(
        cleanup(),
        RUN,
        2,
        1,
        List.of("output/current/a.parquet: it has changed since"),
        List.of("fk_load_history_source"));
  }

  private static Orphan orphan(OrphanClass kind, String id, Orphan.Verdict verdict, String reason) {
    return new Orphan(
        new Candidate(
            kind, id, "no source has it", null, NOW, 1_500_000, true, null, null, "", List.of()),
        verdict,
        reason);
  }

  static ArchiveReport planned() {
    return archive(null, List.of());
  }

  static ArchiveReport archived() {
    return archive(RUN, delivered());
  }

  private static ArchiveReport archive(@Nullable String run, List<PolicyUploadReport> sent) {
    ArchivePlan plan =
        new ArchivePlan(
            List.of(
                new ArchiveItem(
                    unit("adhd_aug25"),
                    ArchiveItem.Work.MOVE_AND_PURGE,
                    "not among the 12 newest periods, last used 400 days ago; policy adhd_*",
                    policy()),
                new ArchiveItem(
                    unit("waits_q1"), ArchiveItem.Work.MOVE, "last used 100 days ago", null)),
            List.of(
                new ArchivePlan.Left(
                    unit("beds_jan25"), "held: FOI request", ArchivePlan.Left.Kind.KEPT)),
            List.of(),
            List.of("manifests/active/adhd_aug25.yaml"),
            List.of("the rows of 21 sources would be deleted, more than 20"),
            "give --max-delete 21");
    return new ArchiveReport(
        run,
        plan,
        List.of(),
        List.of(
            new ArchivePlan.Left(
                unit("waits_q1"), "its export has changed", ArchivePlan.Left.Kind.PROBLEM)),
        Map.of(),
        sent);
  }

  private static SourcePeriod unit(String source) {
    return new SourcePeriod(
        source,
        null,
        "adhd",
        new TableName("staging", "tbl_" + source),
        source,
        "exported",
        "manifests/active/" + source + ".yaml",
        NOW,
        NOW,
        new SourcePeriod.ExportFile(
            1,
            null,
            "output/current/" + source + ".parquet",
            null,
            HASH,
            1_500_000,
            1_234,
            HASH,
            null,
            null));
  }

  private static RetentionPolicy policy() {
    return new RetentionPolicy(
        SourcePattern.parse("adhd_*"), 12, 365, STORE, RetentionPolicy.Rows.PURGE, true);
  }

  static List<PolicyUploadReport> delivered() {
    return List.of(
        new PolicyUploadReport(
            STORE,
            4,
            2,
            3_000_000,
            List.of("archive/" + PARQUET),
            Map.of("archive/parquet/2026-11-23/waits_q1.parquet", "held: FOI request"),
            Map.of("archive/parquet/2026-11-23/beds.parquet", "the store refused it"),
            Map.of(),
            null),
        PolicyUploadReport.postponed("s3://second", 2, "the store cannot be reached"));
  }

  static SyncReport sync() {
    SyncPlan plan =
        new SyncPlan(
            STORE,
            List.of(
                item(SyncItem.Kind.NEW, PARQUET, ""),
                item(
                    SyncItem.Kind.NEW, "manifests/2026-11-23/adhd_aug25.yaml", "its .meta is gone"),
                item(SyncItem.Kind.SAME, "parquet/2026-10-01/waits_q1.parquet", ""),
                item(SyncItem.Kind.CONFLICT, "parquet/2026-09-01/a.parquet", "other content there"),
                item(SyncItem.Kind.DAMAGED, "parquet/2026-09-01/b.parquet", "its hash differs"),
                item(SyncItem.Kind.GONE, "parquet/2026-09-01/c.parquet", "it was deleted there")),
            List.of("parquet/2026-11-22/late.parquet"),
            1_500_000,
            7,
            2,
            3,
            Map.of("archive/parquet/link", "a link"),
            List.of("2 files wait for s3://second"));
    return new SyncReport(
        plan,
        2,
        3_000_000,
        1,
        List.of("archive/" + PARQUET),
        List.of("archive/parquet/2026-10-01/waits_q1.parquet"),
        Map.of("archive/parquet/2026-11-22/late.parquet", "held: FOI request"),
        Map.of("parquet/2026-11-22/later.parquet", "the store refused it"),
        Map.of("parquet/2026-09-01/d.parquet", "damaged: its hash differs"),
        List.of(),
        9,
        Duration.ofMillis(1_500));
  }

  static SyncReport idle() {
    SyncPlan plan =
        new SyncPlan(
            STORE,
            List.of(item(SyncItem.Kind.SAME, PARQUET, "")),
            List.of(),
            0,
            0,
            1,
            0,
            Map.of(),
            List.of());
    return new SyncReport(
        plan,
        0,
        0,
        0,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        1,
        Duration.ZERO);
  }

  private static SyncItem item(SyncItem.Kind kind, String key, String why) {
    return new SyncItem(kind, "archive/" + key, key, 1_500_000, NOW, StorageClass.STANDARD, why);
  }

  static VerifyReport verified() {
    return new VerifyReport(
        STORE,
        1_234,
        62,
        93_000_000,
        Map.of(PARQUET, "damaged: its hash differs"),
        3,
        65,
        Duration.ofSeconds(9));
  }

  static StoreRepairReport repaired() {
    return new StoreRepairReport(
        STORE,
        List.of(PARQUET),
        List.of("parquet/2026-09-01/b.parquet"),
        List.of("parquet/2026-09-01/c.parquet"),
        Map.of("parquet/2026-09-01/d.parquet", "it is not here either"),
        true);
  }

  static PullReport pulled() {
    return new PullReport(
        STORE,
        List.of("archive/" + PARQUET),
        1_500_000,
        3,
        Map.of("parquet/2026-09-01/d.parquet", "another file is at archive/d.parquet"),
        Duration.ofSeconds(1));
  }

  static ExpiryPlan expired() {
    return new ExpiryPlan(
        STORE,
        2_555,
        List.of("parquet/2019-09-01/a.parquet"),
        1_500_000,
        Map.of("parquet/2019-09-01/b.parquet", "it is still here"),
        false);
  }

  static SyncStatus syncStatus() {
    return new SyncStatus(
        STORE,
        List.of(
            new SyncStatus.Store(
                STORE,
                "https://abc.r2.cloudflarestorage.com",
                NOW,
                1_234,
                1_500_000_000,
                1_000,
                NOW,
                Map.of(PARQUET, "damaged: its hash differs"))),
        Map.of("parquet/2026-11-22/late.parquet", "s3://second"),
        List.of("backups/postgres/2026-11-23/datawarp_backup.sql.gz"),
        2,
        3_000_000,
        "s3://second",
        "the state could not be read");
  }

  static BackupWorkflow.Created created() {
    return new BackupWorkflow.Created(
        backup(23, NOW),
        List.of("function public.median(numeric)"),
        new Destination(STORE, "https://abc.r2.cloudflarestorage.com", STORE));
  }

  static List<StoredBackup> backups() {
    StoredBackup newest = backup(23, NOW);
    return List.of(
        new StoredBackup(
            "",
            "backups/postgres/2026-11-20/datawarp_backup.sql.gz",
            new BackupName(LocalDate.of(2026, 11, 20), 1),
            1_000_000,
            null),
        backup(22, null),
        new StoredBackup(newest.place(), newest.key(), newest.name(), 17, newest.meta()));
  }

  private static StoredBackup backup(int day, @Nullable Instant verifiedAt) {
    return new StoredBackup(
        "",
        "backups/postgres/2026-11-" + day + "/datawarp_backup.sql.gz",
        new BackupName(LocalDate.of(2026, 11, day), 1),
        1_500_000,
        new BackupMeta(
            new UUID(1, 2),
            NOW,
            1_500_000,
            9_000_000,
            HASH,
            List.of("datawarp", "staging"),
            new DumpReport(
                "datawarp",
                "18.1",
                List.of(new DumpedTable("staging.tbl_adhd_aug25", 1_234, HASH)),
                Map.of(),
                List.of("function public.median(numeric)", "extension pg_trgm")),
            Map.of(),
            verifiedAt));
  }

  static RestoreCheckReport tried() {
    return new RestoreCheckReport(
        backup(23, NOW),
        12,
        1_234,
        40,
        "deleting a source takes its rows along",
        List.of("staging.tbl_adhd_aug25 has 1,233 rows, not 1,234"),
        List.of("GRANT SELECT ON TABLE staging.tbl_adhd_aug25 TO analysts"),
        Duration.ofMillis(2_500));
  }

  static RestoreOutcome restored() {
    return new RestoreOutcome(
        new StoredBackup(
            STORE,
            "backups/postgres/2026-11-23/datawarp_backup.sql.gz",
            new BackupName(LocalDate.of(2026, 11, 23), 1),
            1_500_000,
            null),
        12,
        1_234,
        List.of("GRANT SELECT ON TABLE staging.tbl_adhd_aug25 TO analysts"),
        List.of("extension pg_trgm"),
        List.of(".datawarp/config.yaml.restored"),
        "datawarp_restored",
        "00000000-0000-0001-0000-000000000002",
        new RebuiltFiles(
            3,
            4,
            1,
            List.of("output/current/adhd_aug25.parquet"),
            List.of("output/current/waits_q1.parquet"),
            List.of("beds_jan25 has no table")));
  }

  static PrunePlan pruning() {
    return new PrunePlan(
        List.of(
            new PrunePlan.Line(backup(22, null), true, "older than 90 days and not of the newest"),
            new PrunePlan.Line(
                backup(23, NOW), false, "one of the 10 newest, and the newest that restores")));
  }

  static List<PolicyLine> policies() {
    return List.of(
        new PolicyLine("adhd_*", 12, 365, STORE, true, false, 34),
        new PolicyLine("*", 24, 730, null, false, true, 1_234));
  }

  static List<RetentionVerdict> verdicts() {
    return List.of(
        new RetentionVerdict(
            unit("adhd_aug25"),
            RetentionVerdict.Rule.PERIODS,
            "among the 12 newest periods of its table, by the policy adhd_*",
            policy(),
            Instant.parse("2027-11-23T12:44:00Z")),
        new RetentionVerdict(
            unit("waits_q1"), RetentionVerdict.Rule.EXPIRED, "no rule keeps it", policy(), null));
  }

  static List<HoldLine> holds() {
    return List.of(
        new HoldLine(
            "adhd_*",
            "2025-08",
            "FOI request 2025/117, until the tribunal has decided on the appeal",
            "analyst@host",
            NOW,
            3));
  }

  static ServerState server() {
    return new ServerState("/data/nhs/.datawarp/postgres", "running", true, 18, 20_754, 4_711);
  }

  static DoctorReport examined() {
    return new DoctorReport(
        "/data/nhs",
        List.of(
            new DoctorReport.Check("program", Verdict.OK, "datawarp 1.2.3, Java 17.0.15", null),
            new DoctorReport.Check(
                "disk",
                Verdict.WARNING,
                "1,200 MB free in /data/nhs",
                "a large refresh may not fit; make room in time"),
            new DoctorReport.Check(
                "store",
                Verdict.FAILED,
                "r2://archive cannot be reached: connection refused",
                "check cloud.endpoint in .datawarp/sync.yaml")));
  }

  static AdoptionPlan adoption() {
    return new AdoptionPlan(
        "/data/nhs",
        "postgresql://analyst@db/nhs",
        List.of(new CheckedTable("datawarp.tbl_data_sources", 12, List.of())),
        List.of(
            new CheckedKey("tbl_load_history.source_id -> tbl_data_sources.id", List.of(), 15),
            new CheckedKey(
                "tbl_column_metadata.canonical_source_code -> tbl_data_sources.code",
                List.of("tbl_column_metadata_canonical_source_code_fkey"),
                0)),
        List.of(
            new SourceChoice(
                "adhd_aug25",
                "staging.tbl_adhd_aug25",
                1_300L,
                "adhd_aug25",
                "adhd",
                "output/current/adhd_aug25.parquet",
                ""),
            new SourceChoice(
                "ghost_a",
                "staging.tbl_ghost_a",
                null,
                null,
                null,
                null,
                "its table does not exist")),
        List.of(
            new ManifestChoice(
                "manifests/production/adhd/adhd_aug25.yaml",
                Place.ARCHIVE,
                "adhd_aug25",
                "archive/manifests/2026-11-23/adhd_aug25.yaml",
                "superseded by manifests/production/adhd/adhd_aug25_enriched.yaml",
                null,
                "",
                null),
            new ManifestChoice(
                "manifests/production/adhd/adhd_aug25_enriched.yaml",
                Place.ACTIVE,
                "adhd_aug25",
                "manifests/active/adhd_aug25.enriched.yaml",
                "loaded: adhd_aug25",
                "archive/manifests/2026-11-23/adhd_aug25_enriched.yaml",
                "",
                null)),
        List.of(
            new OutputChoice(
                "output/adhd_aug25.parquet",
                OutputKind.PARQUET,
                "adhd_aug25",
                "output/current/adhd_aug25.parquet",
                1_300L,
                "unproven until it is exported again",
                "",
                9_000)),
        List.of("staging.tbl_col_2011_07"),
        List.of("manifests/production/adhd/notes.txt"),
        List.of("source beds has a table and no manifest that names it"),
        List.of());
  }

  static AdoptionReport adopted() {
    return new AdoptionReport("20261123-093000-1f3a9c", adoption(), List.of());
  }
}
