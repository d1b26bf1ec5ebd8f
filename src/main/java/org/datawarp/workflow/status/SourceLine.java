package org.datawarp.workflow.status;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.repository.SourceRepository;
import org.jspecify.annotations.Nullable;

/**
 * One source of a list.
 *
 * @param code its code
 * @param title its title; null where nobody gave one
 * @param table its staging table, with the schema
 * @param manifest the manifest that owns it; null for adopted ones
 * @param state that manifest's state; null where there is none
 * @param period the stored form of the manifest's period; null for reference data
 * @param rowCount rows in its export; null before the first one
 * @param sizeBytes the export's size; null before the first one
 * @param path the export, relative to the workspace; null before the first one
 * @param loadedAt when it was last loaded; null before
 * @param checkedAt when its files were last found unchanged or loaded; null before
 */
public record SourceLine(
    String code,
    @Nullable String title,
    String table,
    @Nullable String manifest,
    @Nullable String state,
    @Nullable String period,
    @Nullable Long rowCount,
    @Nullable Long sizeBytes,
    @Nullable String path,
    @Nullable Instant loadedAt,
    @Nullable Instant checkedAt) {

  static SourceLine of(SourceRepository.SourceEntry entry) {
    return new SourceLine(
        entry.code(),
        entry.title(),
        entry.table(),
        entry.manifest(),
        entry.state(),
        entry.period(),
        entry.rowCount(),
        entry.sizeBytes(),
        entry.path(),
        entry.loadedAt(),
        entry.checkedAt());
  }

  /** Returns the line as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("code", code);
    map.put("title", title);
    map.put("table", table);
    map.put("manifest", manifest);
    map.put("state", state);
    map.put("period", period);
    map.put("rows", rowCount);
    map.put("size_bytes", sizeBytes);
    map.put("parquet", path);
    map.put("last_loaded", loadedAt);
    map.put("last_checked_at", checkedAt);
    return map;
  }
}
