package org.datawarp.workflow.status;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.repository.SourceRepository;
import org.jspecify.annotations.Nullable;

/**
 * One event of a history.
 *
 * @param at when it began
 * @param run the run's id
 * @param source the source's code
 * @param type full, partial or metadata_only
 * @param status in_progress, success or failed
 * @param oldRowCount rows before; null when there was no such source
 * @param newRowCount rows after; null until it succeeded
 * @param rowsDeleted rows replaced; null until it succeeded
 * @param rowsAdded rows loaded; null until it succeeded
 * @param period the stored form of the period; null where there is none
 * @param archivedTo where the replaced export went; null when there was none
 * @param error why it failed; null when it did not
 * @param details what else is kept of it, such as differences; null for nothing
 */
public record EventLine(
    @Nullable Instant at,
    @Nullable String run,
    String source,
    String type,
    String status,
    @Nullable Long oldRowCount,
    @Nullable Long newRowCount,
    @Nullable Long rowsDeleted,
    @Nullable Long rowsAdded,
    @Nullable String period,
    @Nullable String archivedTo,
    @Nullable String error,
    @Nullable Map<String, @Nullable Object> details) {

  static EventLine of(SourceRepository.EventEntry entry) {
    return new EventLine(
        entry.at(),
        entry.run(),
        entry.source(),
        entry.type(),
        entry.status(),
        entry.oldRowCount(),
        entry.newRowCount(),
        entry.rowsDeleted(),
        entry.rowsAdded(),
        entry.period(),
        entry.archivedTo(),
        entry.error(),
        entry.details());
  }

  /** Returns the line as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("at", at);
    map.put("run", run);
    map.put("source", source);
    map.put("type", type);
    map.put("status", status);
    map.put("old_row_count", oldRowCount);
    map.put("new_row_count", newRowCount);
    map.put("rows_deleted", rowsDeleted);
    map.put("rows_added", rowsAdded);
    map.put("period", period);
    map.put("archived_to", archivedTo);
    map.put("error", error);
    map.put("details", details);
    return map;
  }
}
