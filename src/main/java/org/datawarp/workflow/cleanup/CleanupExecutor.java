package org.datawarp.workflow.cleanup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.SourceRemoval;
import org.datawarp.lifecycle.version.StackedPages;
import org.datawarp.model.RunId;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.StackedPeriod;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Carries a plan out inside a run's transaction. Each thing is tested again by the statement that
 * removes it; what has changed or cannot be removed stays and is told, and the rest goes on.
 */
final class CleanupExecutor {
  private static final String DONE = "done";
  private static final String MAPPING = "mapping ";

  private final Run run;
  private final Workspace workspace;
  private final SourceRemoval removal;
  private final TrashRepository trash;
  private final List<RunItem> rows = new ArrayList<>();
  private final List<FileOperation> copies = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private final List<String> purged = new ArrayList<>();
  private final List<StackedPeriod> periods = new ArrayList<>();
  private long done;

  CleanupExecutor(Run run) {
    this.run = run;
    this.workspace = run.workspace();
    this.removal = new SourceRemoval(run);
    this.trash = new TrashRepository(run.session().identity());
  }

  void carryOut(List<Orphan> orphans, Supplier<DownloadCache> cache) {
    List<Candidate> all = orphans.stream().map(Orphan::found).toList();
    Map<Candidate, String> locked =
        new TableLocker(run.connection(), run.session().identity()).lockFree(all);
    locked.forEach(this::fail);
    Map<OrphanClass, List<Candidate>> byClass = new EnumMap<>(OrphanClass.class);
    all.stream()
        .filter(found -> !locked.containsKey(found))
        .forEach(
            found -> byClass.computeIfAbsent(found.kind(), kind -> new ArrayList<>()).add(found));
    byClass.forEach(
        (kind, found) -> {
          switch (kind) {
            case LOAD_HISTORY -> history(found);
            case MANIFEST_FILES -> files(found);
            case COLUMN_METADATA -> columns(found);
            case CANONICAL_SOURCES -> canonicalSources(found);
            case CATALOG -> exports(found);
            case STAGING_TABLES -> found.forEach(this::table);
            case SOURCES -> sources(found);
            case MANIFESTS -> found.forEach(this::manifest);
            case DEPRECATED -> found.forEach(this::deprecated);
            case TRASH -> found.forEach(this::purge);
            case INDEX_ENTRIES -> indexEntries(found, cache.get());
            case PARQUET -> found.forEach(this::export);
            case DESCRIPTIONS, DOWNLOADS, VERSIONS, TEMPORARY -> found.forEach(this::move);
          }
        });
    new StackedPages(run).renew(periods, copies);
  }

  /** Returns what the run owes the file system, in its order. */
  List<FileOperation> moves() {
    List<FileOperation> all = new ArrayList<>(copies);
    all.addAll(removal.moves());
    return all;
  }

  /** Returns what was done, item by item. */
  List<RunItem> items() {
    List<RunItem> all = new ArrayList<>(rows);
    all.addAll(removal.items());
    return all;
  }

  List<String> failed() {
    return List.copyOf(failed);
  }

  /** Returns the runs whose trash folder is to be deleted after the commit. */
  List<String> purged() {
    return List.copyOf(purged);
  }

  long done() {
    return done;
  }

  private void history(List<Candidate> found) {
    deleteRows(
        found,
        """
        DELETE FROM datawarp.tbl_load_history h
         WHERE h.id = ANY (?::bigint[])
           AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s WHERE s.id = h.source_id)
        RETURNING h.id::text
        """,
        ids(found));
  }

  private void files(List<Candidate> found) {
    deleteRows(
        found,
        """
        DELETE FROM datawarp.tbl_manifest_files f
         WHERE f.id = ANY (?::bigint[])
           AND (NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s WHERE s.code = f.source_code)
                OR NOT EXISTS (SELECT FROM datawarp.tbl_manifests m
                                WHERE m.workspace = f.workspace AND m.name = f.manifest_name))
        RETURNING f.id::text
        """,
        ids(found));
  }

  private void columns(List<Candidate> found) {
    deleteRows(
        found,
        """
        DELETE FROM datawarp.tbl_column_metadata m
         WHERE m.canonical_source_code || '.' || m.column_name = ANY (?::text[])
           AND NOT EXISTS (
               SELECT FROM datawarp.tbl_data_sources s
                 JOIN pg_namespace n ON n.nspname = coalesce(s.schema_name, 'staging')
                 JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.table_name
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  AND NOT a.attisdropped
                WHERE s.code = m.canonical_source_code AND a.attname = m.column_name)
        RETURNING m.canonical_source_code || '.' || m.column_name
        """,
        found.stream().map(Candidate::id).toList());
  }

  /** Mappings go by themselves, since what a key takes along is not kept for undo. */
  private void canonicalSources(List<Candidate> found) {
    List<Candidate> mappings =
        found.stream().filter(each -> each.id().startsWith(MAPPING)).toList();
    List<Candidate> sources = found.stream().filter(each -> !mappings.contains(each)).toList();
    deleteRows(
        mappings,
        """
        DELETE FROM datawarp.tbl_source_mappings m
         WHERE 'mapping ' || m.id = ANY (?::text[])
           AND NOT EXISTS (SELECT FROM datawarp.tbl_canonical_sources c
                            WHERE c.canonical_code = m.canonical_code)
        RETURNING 'mapping ' || m.id
        """,
        mappings.stream().map(Candidate::id).toList());
    List<String> codes = sources.stream().map(Candidate::id).toList();
    String unregistered =
        """
         WHERE %1$s.canonical_code = ANY (?::text[])
           AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                            WHERE s.code = %1$s.canonical_code)
        """;
    Query.update(
        run.connection(),
        "forgetting mappings",
        "DELETE FROM datawarp.tbl_source_mappings m" + unregistered.formatted("m"),
        codes);
    deleteRows(
        sources,
        "DELETE FROM datawarp.tbl_canonical_sources c"
            + unregistered.formatted("c")
            + " RETURNING c.canonical_code",
        codes);
  }

  private void exports(List<Candidate> found) {
    List<Candidate> gone =
        found.stream()
            .filter(each -> workspace.find(each.id()).filter(Files::exists).isEmpty())
            .toList();
    List<String> paths = gone.stream().map(Candidate::id).toList();
    Query.update(
        run.connection(),
        "forgetting exports",
        """
        DELETE FROM datawarp.tbl_exports
         WHERE workspace = ? AND archived_at IS NULL AND path = ANY (?::text[])
        """,
        run.session().identity(),
        paths);
    // A line of the catalogue alone goes when the catalogue is written anew.
    gone.forEach(this::noteDone);
    found.stream()
        .filter(each -> !gone.contains(each))
        .forEach(each -> fail(each, "its file is there again"));
  }

  private static List<Long> ids(List<Candidate> found) {
    return found.stream().map(each -> Long.valueOf(each.id())).toList();
  }

  private void deleteRows(List<Candidate> found, String sql, List<?> keys) {
    List<String> deleted =
        Query.list(run.connection(), "deleting orphans", sql, row -> row.getString(1), keys);
    Set<String> gone = new HashSet<>(deleted);
    for (Candidate each : found) {
      if (gone.contains(each.id())) {
        noteDone(each);
      } else {
        fail(each, "it is no orphan any more");
      }
    }
  }

  private void table(Candidate found) {
    String name = found.id().substring(found.id().indexOf('.') + 1);
    TableName table = new TableName("staging", name);
    long oid =
        Query.number(
            run.connection(),
            "looking for " + table,
            "SELECT coalesce(to_regclass(?)::oid::bigint, 0)",
            table.quoted());
    if (!found.fingerprint().startsWith(oid + ":")) {
      fail(found, "it is another table now");
      return;
    }
    attempt(
        found,
        () -> {
          trash.moveTable(run.connection(), table, found.source(), run.id());
          return true;
        });
  }

  private void sources(List<Candidate> found) {
    for (Candidate each : found) {
      removal.delete(List.of(each.id()), each.why());
      done++;
    }
  }

  private void manifest(Candidate found) {
    removal.removeManifest(found.id(), found.files().get(0), found.why());
    done++;
  }

  private void deprecated(Candidate found) {
    List<String> codes =
        Query.list(
            run.connection(),
            "looking for the sources of " + found.id(),
            """
            SELECT code FROM datawarp.tbl_data_sources
             WHERE owner_manifest = ? AND workspace = ? ORDER BY code
            """,
            row -> row.getString(1),
            found.id(),
            run.session().identity());
    String why = "manifest " + found.id() + " was deprecated";
    List<StackedPeriod> stacked =
        new CanonicalRepository(run.session().identity())
            .listStacked(run.connection()).stream()
                .filter(period -> period.manifest().equals(found.id()))
                .toList();
    removal.deleteStacked(stacked, why);
    periods.addAll(stacked);
    if (!codes.isEmpty()) {
      removal.delete(codes, why);
    }
    removal.removeManifest(found.id(), found.files().get(0), found.why());
    done++;
  }

  /**
   * Its record goes with it, and what else the database keeps of a source that was deleted while
   * triggers and keys were off.
   */
  private void export(Candidate found) {
    move(found);
    Query.update(
        run.connection(),
        "forgetting the export " + found.id(),
        """
        DELETE FROM datawarp.tbl_exports e
         WHERE e.workspace = ? AND e.path = ? AND e.archived_at IS NULL
           AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s WHERE s.code = e.source_code)
        """,
        run.session().identity(),
        found.id());
    for (String table : List.of("tbl_marker_legend", "tbl_quarantine")) {
      Query.update(
          run.connection(),
          "forgetting the source of " + found.id(),
          "DELETE FROM datawarp."
              + table
              + " t WHERE t.source_code = ? AND NOT EXISTS"
              + " (SELECT FROM datawarp.tbl_data_sources s WHERE s.code = t.source_code)",
          found.source());
    }
  }

  private void move(Candidate found) {
    List<String> left = new ArrayList<>();
    for (String file : found.files()) {
      String outcome =
          removal.moveFile(found.kind().key(), file, null, found.source(), found.why());
      if (!outcome.equals(DONE)) {
        left.add(file + " " + outcome);
      }
    }
    if (left.isEmpty()) {
      done++;
    } else {
      fail(found, String.join(", ", left));
    }
  }

  private void indexEntries(List<Candidate> found, DownloadCache cache) {
    List<Path> forgotten = new ArrayList<>();
    for (Candidate each : found) {
      for (String file : each.files()) {
        removal.moveFile(each.kind().key(), file, null, each.source(), each.why());
      }
      workspace.find(each.id()).ifPresent(forgotten::add);
      noteDone(each);
    }
    Path draft = run.newFile("index.json");
    cache.draftIndexWithout(draft, forgotten);
    copies.addAll(run.replaceKeeping(cache.indexFile(), draft));
  }

  /**
   * The end: tables are dropped, rows and files are deleted, and nobody can undo the run any more.
   */
  private void purge(Candidate found) {
    attempt(
        found,
        () -> {
          List<String[]> tables =
              Query.list(
                  run.connection(),
                  "listing the trash of " + found.id(),
                  """
                  SELECT id::text, trash_name FROM datawarp.tbl_trashed_tables
                   WHERE run_id = ? AND restored_at IS NULL AND purged_at IS NULL
                  """,
                  row -> new String[] {row.getString(1), row.getString(2)},
                  found.id());
          for (String[] table : tables) {
            trash.dropTable(run.connection(), table[1]);
            Query.update(
                run.connection(),
                "noting that " + table[1] + " is gone",
                "UPDATE datawarp.tbl_trashed_tables SET purged_at = now() WHERE id = ?::bigint",
                table[0]);
          }
          Query.update(
              run.connection(),
              "deleting what run " + found.id() + " kept",
              "DELETE FROM datawarp.tbl_deletions WHERE run_id = ?",
              found.id());
          Query.update(
              run.connection(),
              "noting that the trash of " + found.id() + " is empty",
              "UPDATE datawarp.tbl_runs SET purged_at = now() WHERE run_id = ?",
              found.id());
          new RunRepository(run.session().identity())
              .forgetTrash(run.connection(), new RunId(found.id()));
          purged.add(found.id());
          return true;
        });
  }

  /** Does something that PostgreSQL may refuse for one thing without losing the others. */
  private void attempt(Candidate found, BooleanSupplier work) {
    Connection connection = run.connection();
    @Nullable Savepoint before = null;
    try {
      before = connection.setSavepoint();
      if (work.getAsBoolean()) {
        noteDone(found);
      }
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      throw SqlErrors.translate("cleaning up " + found.id(), e);
    } catch (DatawarpException e) {
      rollback(connection, before, e);
      fail(found, String.valueOf(e.getMessage()));
    }
  }

  private static void rollback(
      Connection connection, @Nullable Savepoint before, DatawarpException failure) {
    try {
      connection.rollback(before);
    } catch (SQLException e) {
      failure.addSuppressed(e);
      throw failure; // the connection is gone
    }
  }

  private void noteDone(Candidate found) {
    done++;
    note(found, DONE);
  }

  private void fail(Candidate found, String reason) {
    failed.add(found.kind().key() + " " + found.id() + ": " + reason);
    note(found, "left: " + reason);
  }

  private void note(Candidate found, String outcome) {
    rows.add(
        new RunItem(
            found.kind().key(),
            found.id(),
            found.source(),
            null,
            found.sizeBytes(),
            found.why(),
            outcome));
  }
}
