package org.datawarp.workflow.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What becomes of each backup, decided in full.
 *
 * @param lines one for each, newest first
 */
public record PrunePlan(List<Line> lines) {
  /** Copies the list. */
  public PrunePlan {
    lines = List.copyOf(lines);
  }

  /**
   * What becomes of a backup.
   *
   * @param backup the backup
   * @param goes whether it is deleted
   * @param reason why, or why not
   */
  public record Line(StoredBackup backup, boolean goes, String reason) {}

  /**
   * Returns the backups that stay and count as such: those of this workspace, with their manifests.
   */
  List<StoredBackup> staying(UUID workspace) {
    return lines.stream()
        .filter(line -> !line.goes())
        .map(Line::backup)
        .filter(backup -> backup.meta() != null && backup.meta().workspace().equals(workspace))
        .toList();
  }

  /** Returns those that go. */
  public List<StoredBackup> going() {
    return lines.stream().filter(Line::goes).map(Line::backup).toList();
  }

  /** Returns the plan as JSON's values, with stable keys. */
  public Map<String, Object> json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Line line : lines) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("key", line.backup().key());
      map.put("size_bytes", line.backup().sizeBytes());
      map.put("action", line.goes() ? "delete" : "keep");
      map.put("reason", line.reason());
      all.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("backups", all);
    return map;
  }
}
