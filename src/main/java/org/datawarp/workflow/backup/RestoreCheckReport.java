package org.datawarp.workflow.backup;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param took how long it took
 */
public record RestoreCheckReport(
    StoredBackup backup,
    int tables,
    long rows,
    int things,
    @Nullable String cascade,
    List<String> differences,
    List<String> skipped,
    Duration took) {
  /** Copies the lists. */
  public RestoreCheckReport {
    differences = List.copyOf(differences);
    skipped = List.copyOf(skipped);
  }

  /** Tells whether all was as it was. */
  public boolean isGood() {
    return differences.isEmpty();
  }

  /** Returns the report as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("place", backup.place());
    map.put("key", backup.key());
    map.put("good", isGood());
    map.put("compared", backup.meta() != null);
    map.put("tables", tables);
    map.put("rows", rows);
    map.put("things", things);
    map.put("cascade", cascade);
    map.put("differences", differences);
    map.put("skipped", skipped);
    map.put("seconds", took.toMillis() / 1000.0);
    return map;
  }
}
