package org.datawarp.archive;

import java.util.Locale;
import org.datawarp.journal.SourceUnit;
import org.jspecify.annotations.Nullable;

/**
 * One unit of an archive plan.
 *
 * @param unit the unit
 * @param work what is done with it
 * @param why the reason, for people
 * @param target where its files go beyond {@code archive/}; null if nowhere
 */
public record ArchiveItem(SourceUnit unit, Work work, String why, @Nullable String target) {
  /** What is done with a unit. */
  public enum Work {
    /** Its files move to the archive; its rows stay. */
    MOVE,
    /** Its files move, and its rows are deleted. */
    MOVE_AND_PURGE,
    /** Its files are archived already; its rows are deleted. */
    PURGE;

    /** Tells whether files move. */
    public boolean moves() {
      return this != PURGE;
    }

    /** Tells whether rows are deleted. */
    public boolean purges() {
      return this != MOVE;
    }

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the unit's export. */
  SourceUnit.ExportFile export() {
    SourceUnit.ExportFile export = unit.export();
    if (export == null) {
      throw new IllegalStateException("planned without an export: " + unit);
    }
    return export;
  }
}
