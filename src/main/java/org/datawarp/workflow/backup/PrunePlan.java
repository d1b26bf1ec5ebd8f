package org.datawarp.workflow.backup;

import java.util.List;
import java.util.UUID;
import org.datawarp.platform.codec.JsonKeys;

/**
 * What becomes of each backup, decided in full.
 *
 * @param backups one for each, newest first
 */
public record PrunePlan(List<Line> backups) {
  /** Copies the list. */
  public PrunePlan {
    backups = List.copyOf(backups);
  }

  /**
   * What becomes of a backup.
   *
   * @param backup the backup
   * @param goes whether it is deleted
   * @param reason why, or why not
   */
  @JsonKeys({"backup.key", "backup.size_bytes", "action", "reason"})
  public record Line(StoredBackup backup, boolean goes, String reason) {
    /** Returns what is done with it, a word. */
    String action() {
      return goes ? "delete" : "keep";
    }
  }

  /**
   * Returns the backups that stay and count as such: those of this workspace, with their manifests.
   */
  List<StoredBackup> staying(UUID workspace) {
    return backups.stream()
        .filter(line -> !line.goes())
        .map(Line::backup)
        .filter(backup -> backup.meta() != null && backup.meta().workspace().equals(workspace))
        .toList();
  }

  /** Returns those that go. */
  public List<StoredBackup> going() {
    return backups.stream().filter(Line::goes).map(Line::backup).toList();
  }
}
