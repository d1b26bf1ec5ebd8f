package org.datawarp.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.transfer.UnsentFiles;
import org.datawarp.repository.BackupStanding;
import org.datawarp.repository.RunRepository.FailedRun;
import org.datawarp.workflow.status.EstateStanding;
import org.datawarp.workflow.status.FolderSizes;
import org.datawarp.workflow.status.NextCommand;
import org.datawarp.workflow.status.PublicationStanding;
import org.datawarp.workflow.status.WorkspaceStatus;
import org.jspecify.annotations.Nullable;

/** How workspaces may stand, as it is printed. */
final class StatusSamples {
  private static final Instant NOW = Instant.parse("2026-11-23T12:44:00Z");

  private StatusSamples() {}

  static WorkspaceStatus troubled() {
    List<PublicationStanding> publications = new ArrayList<>();
    publications.add(
        new PublicationStanding(
            "adhd",
            true,
            "2026-08",
            12,
            84,
            NOW,
            false,
            List.of("2026-09", "2026-10"),
            LocalDate.of(2026, 11, 12),
            "2026-11",
            LocalDate.of(2027, 1, 12)));
    publications.add(standing("beds_open_overnight", "FY2025-26-Q1", 200));
    publications.add(
        new PublicationStanding(
            "gp_registrations",
            true,
            "2026-11",
            24,
            72,
            NOW,
            false,
            List.of(),
            null,
            "2026-12",
            LocalDate.of(2027, 1, 8)));
    for (int i = 1; i <= 9; i++) {
      publications.add(standing("survey_" + i, "2026-0" + i, i));
    }
    return status(
        new EstateStanding(
            NOW,
            publications,
            List.of(
                failed(
                    "adhd_sep26",
                    "not found (HTTP 404):"
                        + " https://digital.nhs.uk/data-and-information/publications/statistical/"
                        + "mi-adhd/september-2026"),
                failed("survey_9_sep26", "3 of 1,204 rows do not reconcile"),
                failed(null, "r2://nhs-archive/nhs cannot be reached"),
                failed("beds_q1", "disk full")),
            161,
            15_200_000_000L,
            new FolderSizes(410_000_000, 91_000_000, 1_200_000_000, 3_000_000_000L, 2_400_000_000L),
            14,
            2,
            18,
            new UnsentFiles(true, 12, 3_400_000, NOW.minus(Duration.ofDays(22))),
            new BackupStanding(
                NOW.minus(Duration.ofHours(30)),
                NOW.minus(Duration.ofDays(40)),
                NOW.minus(Duration.ofDays(39)),
                NOW.minus(Duration.ofDays(400))),
            true,
            List.of(
                new Drift(
                    Drift.Kind.MISSING,
                    "output/current/adhd_open_referrals_age/FY2025-26-Q1.parquet",
                    "adhd_open_referrals_age",
                    "recorded and not there"),
                new Drift(
                    Drift.Kind.HEADER,
                    "manifests/active/adhd_aug26.yaml",
                    "adhd_aug26",
                    "its header says draft, the database exported"))),
        List.of("62 manifests are active; more than 50 get unwieldy"),
        List.of(
            new NextCommand("datawarp status --fix --dry-run", "files and records are at odds"),
            new NextCommand("datawarp refresh --due", "2 issues are due"),
            new NextCommand("datawarp backup create", "the last proven one is old")));
  }

  static WorkspaceStatus sound() {
    return status(
        new EstateStanding(
            NOW,
            List.of(standing("adhd", "2026-10", 1)),
            List.of(),
            4,
            131_000,
            new FolderSizes(41_000, 0, 0, 90_000, 0),
            0,
            0,
            0,
            new UnsentFiles(false, 0, 0, null),
            new BackupStanding(null, null, null, NOW),
            false,
            List.of()),
        List.of(),
        List.of(new NextCommand("datawarp backup create", "no backup was made yet")));
  }

  private static WorkspaceStatus status(
      EstateStanding estate, List<String> warnings, List<NextCommand> next) {
    return new WorkspaceStatus(
        "/data/nhs",
        "6f1f9ac3-8f4c-4a3e-9d53-0f2f1f0b9f11",
        "18.0",
        estate.tables(),
        75_812_345,
        410_000_000,
        62,
        3,
        9,
        0,
        NOW,
        "20261123-124400-1f3a9c refresh",
        warnings,
        List.of(),
        estate,
        next);
  }

  private static PublicationStanding standing(String code, String newest, int daysAgo) {
    return new PublicationStanding(
        code,
        false,
        newest,
        1,
        1,
        NOW.minus(Duration.ofDays(daysAgo)),
        daysAgo > 100,
        List.of(),
        null,
        null,
        null);
  }

  private static FailedRun failed(@Nullable String manifest, String error) {
    return new FailedRun(NOW, "20261123-124400-1f3a9c", "sync", manifest, error);
  }
}
