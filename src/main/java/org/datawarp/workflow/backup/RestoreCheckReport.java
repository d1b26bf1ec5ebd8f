package org.datawarp.workflow.backup;

import java.time.Duration;
import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What came of a trial.
 *
 * @param backup the backup
 * @param tables tables that were restored
 * @param rows their rows
 * @param things definitions that were compared
 * @param cascade what deleting a source did, in words; null where there was none
 * @param differences what is not as it was, in words; none where the backup is good
 * @param skipped statements passed over, since a role or right is missing where it was tried
 * @param seconds how long it took
 */
@JsonKeys({
  "backup.place",
  "backup.key",
  "good",
  "compared",
  "tables",
  "rows",
  "things",
  "cascade",
  "differences",
  "skipped",
  "seconds"
})
public record RestoreCheckReport(
    StoredBackup backup,
    int tables,
    long rows,
    int things,
    @Nullable String cascade,
    List<String> differences,
    List<String> skipped,
    Duration seconds) {
  /** Copies the lists. */
  public RestoreCheckReport {
    differences = List.copyOf(differences);
    skipped = List.copyOf(skipped);
  }

  /** Tells whether all was as it was. */
  public boolean isGood() {
    return differences.isEmpty();
  }

  /** Tells whether there was something to compare it with. */
  boolean isCompared() {
    return backup.meta() != null;
  }
}
