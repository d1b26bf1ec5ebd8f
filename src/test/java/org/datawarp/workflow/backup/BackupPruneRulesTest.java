package org.datawarp.workflow.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.datawarp.platform.dump.DumpReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackupPruneRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void eitherRuleKeeps() {
    List<StoredBackup> backups =
        List.of(backup(100, true), backup(50, true), backup(20, true), backup(10, true));

    assertThat(going(new BackupPruneRules(2, 0), backups)).containsExactly(50, 100);
    assertThat(going(new BackupPruneRules(0, 30), backups)).containsExactly(50, 100);
    assertThat(going(new BackupPruneRules(3, 30), backups)).containsExactly(100);
    assertThat(going(new BackupPruneRules(2, 60), backups)).containsExactly(100);
  }

  @Test
  void theLastGoodOneStaysHoweverOld() {
    List<StoredBackup> backups =
        List.of(backup(400, true), backup(300, true), backup(200, false), backup(100, false));

    assertThat(going(new BackupPruneRules(1, 1), backups)).containsExactly(200, 400);
  }

  @Test
  void nothingGoesBeforeOneWasTried() {
    assertThat(going(new BackupPruneRules(1, 1), List.of(backup(400, false), backup(300, false))))
        .isEmpty();
  }

  @Test
  void whatIsYoungStays() {
    assertThat(going(new BackupPruneRules(1, 0), List.of(backup(2, true), backup(1, true))))
        .isEmpty();
  }

  @Test
  void theNewestAndTheNewestGoodAlwaysStay() {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      List<StoredBackup> backups = new ArrayList<>();
      for (int i = 0; i < random.nextInt(12); i++) {
        backups.add(backup(1 + i * 7, random.nextBoolean()));
      }
      BackupPruneRules rules = new BackupPruneRules(random.nextInt(4), random.nextInt(40));

      List<PrunePlan.Line> lines = rules.apply(backups, new UUID(1, 2), NOW);

      assertThat(lines)
          .extracting(PrunePlan.Line::backup)
          .containsExactlyInAnyOrderElementsOf(backups);
      Optional<StoredBackup> lastGood =
          backups.stream()
              .filter(StoredBackup::isVerified)
              .max(java.util.Comparator.comparing(StoredBackup::name));
      for (PrunePlan.Line line : lines) {
        if (line.goes()) {
          assertThat(lastGood).isPresent();
          assertThat(line.backup()).isNotEqualTo(lastGood.get());
          assertThat(line.backup().name().day()).isBefore(day(3));
        }
      }
    }
  }

  private static List<Integer> going(BackupPruneRules rules, List<StoredBackup> backups) {
    return rules.apply(backups, new UUID(1, 2), NOW).stream()
        .filter(PrunePlan.Line::goes)
        .map(
            line ->
                (int)
                    java.time.temporal.ChronoUnit.DAYS.between(
                        line.backup().name().day(), LocalDate.parse("2026-11-23")))
        .toList();
  }

  private static StoredBackup backup(int daysOld, boolean verified) {
    @Nullable Instant tried = verified ? NOW : null;
    BackupName name = new BackupName(day(daysOld), 1);
    return new StoredBackup(
        "",
        name.key(),
        name,
        10,
        new BackupMeta(
            new UUID(1, 2),
            NOW.minus(java.time.Duration.ofDays(daysOld)),
            10,
            100,
            "00",
            List.of("staging"),
            new DumpReport("datawarp", "18.1", List.of(), Map.of(), List.of()),
            Map.of(),
            tried));
  }

  private static LocalDate day(int daysOld) {
    return LocalDate.parse("2026-11-23").minusDays(daysOld);
  }
}
