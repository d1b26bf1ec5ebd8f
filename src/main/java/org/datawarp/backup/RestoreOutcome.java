package org.datawarp.backup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was restored.
 *
 * @param backup the backup
 * @param tables its tables
 * @param rows their rows
 * @param skipped statements passed over, since a role or right is missing here
 * @param identity the workspace's UUID, where it was taken over from the backup
 * @param files what became of the workspace's files; null where only the database was restored
 */
public record RestoreOutcome(
    StoredBackup backup,
    int tables,
    long rows,
    List<String> skipped,
    @Nullable String identity,
    @Nullable RebuiltFiles files) {
  /** Copies the list. */
  public RestoreOutcome {
    skipped = List.copyOf(skipped);
  }

  /** Returns the outcome as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("place", backup.place());
    map.put("key", backup.key());
    map.put("tables", tables);
    map.put("rows", rows);
    map.put("skipped", skipped);
    map.put("adopted_identity", identity);
    map.put("files", files == null ? null : files.json());
    return map;
  }
}
