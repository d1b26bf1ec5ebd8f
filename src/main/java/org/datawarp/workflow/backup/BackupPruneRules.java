package org.datawarp.workflow.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which backups may go: those that neither their number nor their age keeps.
 *
 * @param keep how many of the newest stay; 0 for no rule by number
 * @param keepDays how many days a backup stays; 0 for no rule by age
 */
record BackupPruneRules(long keep, long keepDays) {
  /** Nothing younger goes, whatever the rules. */
  private static final Duration MIN_AGE = Duration.ofDays(3);

  /** Tells whether there is a rule at all. */
  boolean isEmpty() {
    return keep == 0 && keepDays == 0;
  }

  /**
   * Decides. The newest backup that a trial found good always stays, and the newest of all. What
   * has no manifest, or is of another workspace, stays too and does not count.
   *
   * @param workspace the workspace whose backups these are
   * @return one verdict for each backup, newest first
   */
  List<PrunePlan.Line> apply(List<StoredBackup> backups, UUID workspace, Instant now) {
    List<StoredBackup> newestFirst = new ArrayList<>();
    List<PrunePlan.Line> others = new ArrayList<>();
    for (StoredBackup backup : backups) {
      BackupMeta meta = backup.meta();
      if (meta == null) {
        others.add(new PrunePlan.Line(backup, false, "has no manifest beside it"));
      } else if (!meta.workspace().equals(workspace)) {
        others.add(new PrunePlan.Line(backup, false, "of another workspace"));
      } else {
        newestFirst.add(backup);
      }
    }
    newestFirst.sort(Comparator.comparing(StoredBackup::name).reversed());
    Optional<StoredBackup> lastGood =
        newestFirst.stream().filter(StoredBackup::isVerified).findFirst();
    List<PrunePlan.Line> lines = new ArrayList<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      StoredBackup backup = newestFirst.get(i);
      lines.add(verdict(backup, i, lastGood, now));
    }
    lines.addAll(others);
    lines.sort(Comparator.comparing((PrunePlan.Line line) -> line.backup().name()).reversed());
    return lines;
  }

  private PrunePlan.Line verdict(
      StoredBackup backup, int place, Optional<StoredBackup> lastGood, Instant now) {
    Duration age = Duration.between(made(backup), now);
    if (place == 0) {
      return new PrunePlan.Line(backup, false, "the newest");
    }
    if (lastGood.equals(Optional.of(backup))) {
      return new PrunePlan.Line(backup, false, "the newest that a trial found good");
    }
    if (lastGood.isEmpty()) {
      return new PrunePlan.Line(backup, false, "no backup has been tried yet");
    }
    if (isEmpty()) {
      return new PrunePlan.Line(backup, false, "no rule");
    }
    if (age.compareTo(MIN_AGE) < 0) {
      return new PrunePlan.Line(backup, false, "younger than " + MIN_AGE.toHours() + " hours");
    }
    if (keep > 0 && place < keep) {
      return new PrunePlan.Line(backup, false, "one of the newest " + keep);
    }
    if (keepDays > 0 && age.compareTo(Duration.ofDays(keepDays)) < 0) {
      return new PrunePlan.Line(backup, false, "younger than " + keepDays + " days");
    }
    return new PrunePlan.Line(backup, true, reason(age));
  }

  private String reason(Duration age) {
    List<String> reasons = new ArrayList<>();
    if (keep > 0) {
      reasons.add("not one of the newest " + keep);
    }
    if (keepDays > 0) {
      reasons.add(age.toDays() + " days old");
    }
    return String.join(", ", reasons);
  }

  private static Instant made(StoredBackup backup) {
    BackupMeta meta = backup.meta();
    return meta == null
        ? backup.name().day().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)
        : meta.createdAt();
  }
}
