package org.datawarp.workflow.cleanup;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.TableLocks;
import org.datawarp.repository.TrashRepository;

/**
 * Locks the tables that a cleanup moves or drops, before it changes anything: nobody who reads one
 * of them waits while another one is waited for.
 */
final class TableLocker {
  private final Connection connection;
  private final UUID workspace;

  TableLocker(Connection connection, UUID workspace) {
    this.connection = connection;
    this.workspace = workspace;
  }

  /**
   * Locks what can be had in the time that the session waits for locks.
   *
   * @return what cannot be carried out, and who holds its table
   */
  Map<Candidate, String> lockFree(List<Candidate> found) {
    Map<Candidate, List<TableName>> tables = new LinkedHashMap<>();
    found.forEach(each -> tables.put(each, tables(each)));
    TreeSet<TableName> all = new TreeSet<>();
    tables.values().forEach(all::addAll);
    Map<TableName, String> held = lock(all);
    Map<Candidate, String> locked = new LinkedHashMap<>();
    tables.forEach(
        (each, own) ->
            own.stream()
                .filter(held::containsKey)
                .findFirst()
                .ifPresent(
                    table ->
                        locked.put(
                            each, table + " is " + Objects.requireNonNull(held.get(table)))));
    return locked;
  }

  private Map<TableName, String> lock(SortedSet<TableName> tables) {
    return Query.ask(
        "locking the tables to clean up",
        () -> TableLocks.lockFree(connection, "locking the tables to clean up", tables));
  }

  private List<TableName> tables(Candidate found) {
    return switch (found.kind()) {
      case STAGING_TABLES ->
          List.of(new TableName("staging", found.id().substring(found.id().indexOf('.') + 1)));
      case SOURCES -> sources("code = ?", found.id());
      case DEPRECATED -> sources("owner_manifest = ? AND workspace = ?", found.id(), workspace);
      case TRASH ->
          list(
              """
              SELECT ?, trash_name FROM datawarp.tbl_trashed_tables
               WHERE run_id = ? AND restored_at IS NULL AND purged_at IS NULL
              """,
              TrashRepository.SCHEMA,
              found.id());
      case LOAD_HISTORY,
          MANIFEST_FILES,
          COLUMN_METADATA,
          CANONICAL_SOURCES,
          CATALOG,
          MANIFESTS,
          INDEX_ENTRIES,
          PARQUET,
          DESCRIPTIONS,
          DOWNLOADS,
          VERSIONS,
          TEMPORARY ->
          List.of();
    };
  }

  private List<TableName> sources(String condition, Object... values) {
    return list(
        "SELECT coalesce(schema_name, 'staging'), table_name FROM datawarp.tbl_data_sources WHERE "
            + condition,
        values);
  }

  private List<TableName> list(String sql, Object... values) {
    return new ArrayList<>(
        Query.list(
            connection,
            "looking for the tables to lock",
            sql,
            row -> new TableName(row.getString(1), row.getString(2)),
            values));
  }
}
