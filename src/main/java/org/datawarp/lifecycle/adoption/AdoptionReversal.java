package org.datawarp.lifecycle.adoption;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.lifecycle.adoption.AdoptionRecord.Move;
import org.datawarp.lifecycle.adoption.AdoptionRecord.Phase;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.undo.UndoPlan;
import org.datawarp.lifecycle.undo.UndoReport;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.OutcomeUnknownException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.LegacySchema;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceLock;

/*
 * The order, and what is true if the program dies in it:
 *
 *   look      nothing is changed; everything is as before.
 *   note      the record says that the adoption is being taken back; only undo goes on from here.
 *   database  one transaction brings schema datawarp back and compares it with what it was. Rolled
 *             back, or done: then the schema is the old one, which the next undo sees.
 *   files     moved back one by one; what is back already is recognised by its hash.
 *   rest      what the adoption wrote goes, then what the workspace was set up with, then the record.
 *
 * It is no run: the tables that record runs go with the schema.
 */
/** Takes an adoption back: the schema and the files become what they were. */
public final class AdoptionReversal {
  private static final String WHAT = "taking the adoption back";
  private static final String SCHEMA = "the tables of schema datawarp, as they were";
  private static final int SHOWN = 5;

  private static final String STATE = ".datawarp/";
  private static final Set<String> STATE_FILES =
      Set.of("lock", "workspace", "database", "config.yaml");
  private static final List<String> STATE_FOLDERS = List.of("tmp/", "runs/", "adoption/");

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final AdoptionRecord record;

  /** Makes the reversal of a workspace's adoption. */
  public AdoptionReversal(WorkspaceContext context, AdoptionRecord record) {
    this.context = context;
    this.workspace = context.workspace();
    this.record = record;
  }

  /** Tells what it would do; nothing is changed. */
  public UndoPlan plan() {
    List<String> obstacles = new ArrayList<>(context.database().read(WHAT, this::obstacles));
    if (record.phase() != Phase.UNDOING) {
      obstacles.addAll(fileObstacles());
    }
    return new UndoPlan(
        record.name(),
        "adopt",
        0,
        List.of(SCHEMA),
        record.moves().stream().map(Move::from).toList(),
        List.of(),
        obstacles,
        List.of());
  }

  /**
   * Takes it back.
   *
   * @throws RefusedException if something was written since; nothing was changed then
   */
  public UndoReport undo(String commandLine, Duration maxWait) {
    long moved;
    try (WorkspaceLock lock =
        WorkspaceLock.acquire(workspace, LockFile.Mode.EXCLUSIVE, commandLine, maxWait)) {
      requirePossible(plan());
      record.undoing().save(workspace);
      restoreSchema();
      moved = moveBack();
      removeWritten();
      removeSetUp();
    }
    removeRecord();
    return new UndoReport(record.name(), "adopt", null, 0, List.of(SCHEMA), moved, List.of());
  }

  /** A transaction that was rolled back for sure leaves the adoption as it was. */
  private void restoreSchema() {
    try {
      context
          .database()
          .write(
              WHAT,
              connection -> {
                if (!isBack(connection)) {
                  LegacySchema.restore(connection, record.schema());
                }
                return record;
              });
    } catch (OutcomeUnknownException e) {
      throw e;
    } catch (DatawarpException e) {
      record.save(workspace);
      throw e;
    }
  }

  private static boolean isBack(Connection connection) {
    return Query.number(
            connection, WHAT, "SELECT count(to_regclass('datawarp.flyway_schema_history'))")
        == 0;
  }

  private static void requirePossible(UndoPlan plan) {
    if (!plan.obstacles().isEmpty()) {
      int more = plan.obstacles().size() - SHOWN;
      throw new RefusedException(
          "the adoption cannot be taken back, something was written since: "
              + String.join("; ", plan.obstacles().stream().limit(SHOWN).toList())
              + (more > 0 ? "; and " + more + " more" : ""),
          "it can be taken back as long as nothing else was done with what it adopted");
    }
  }

  private List<String> obstacles(Connection connection) {
    if (isBack(connection)) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    boolean hasRuns =
        Query.number(connection, WHAT, "SELECT count(to_regclass('datawarp.tbl_runs'))") > 0;
    if (hasRuns) {
      all.addAll(
          Query.list(
              connection,
              WHAT,
              """
              SELECT 'run ' || run_id || ' (' || command || ')' FROM datawarp.tbl_runs
               WHERE status <> 'failed' AND NOT (command = 'adopt' AND run_id = ?)
                 AND NOT (command = 'adopt' AND status = 'in_progress')
               ORDER BY started_at
              """,
              row -> row.getString(1),
              record.name()));
      all.addAll(
          Query.list(
              connection,
              WHAT,
              """
              SELECT 'workspace ' || coalesce(w.root, '') || ' uses this database, too'
                FROM (SELECT workspace, to_jsonb(w) ->> 'root' AS root
                        FROM datawarp.tbl_workspaces w) w
               WHERE w.workspace NOT IN (SELECT workspace FROM datawarp.tbl_runs
                                          WHERE command = 'adopt')
              """,
              row -> row.getString(1)));
    }
    if (record.phase() == Phase.ADOPTED) {
      Map<String, String> now = LegacySchema.contents(connection);
      Set<String> tables = new HashSet<>(record.contents().keySet());
      tables.addAll(now.keySet());
      tables.stream()
          .sorted()
          .filter(table -> !now.getOrDefault(table, "").equals(record.contents().get(table)))
          .forEach(table -> all.add("rows of " + table));
    }
    return all;
  }

  /** What lies in the workspace that was neither there before nor is the adoption's. */
  private List<String> fileObstacles() {
    Set<String> known = new HashSet<>(record.existed());
    List<String> all = new ArrayList<>();
    for (Move move : record.moves()) {
      known.add(move.to());
      Path from = workspace.root().resolve(move.from());
      Path to = workspace.root().resolve(move.to());
      boolean isThere = isFile(to, move.sha256());
      if (!isThere && !isFile(from, move.sha256())) {
        all.add(move.to() + " was changed or is gone");
      } else if (isThere && Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
        all.add(move.from() + " is there again");
      }
    }
    record
        .written()
        .forEach(
            (path, sha256) -> {
              known.add(path);
              Path file = workspace.root().resolve(path);
              if (Files.exists(file) && !isFile(file, sha256)) {
                all.add(path + " was changed");
              }
            });
    known.add(workspace.relative(workspace.catalog()));
    known.add(".gitignore");
    for (String path : TreeListing.of(workspace)) {
      if (!known.contains(path)
          && !isState(path)
          && !Files.isDirectory(workspace.root().resolve(path))) {
        all.add(path + " is new");
      }
    }
    Path configuration = workspace.configurationFile();
    if (Files.exists(configuration)
        && !record.existed().contains(workspace.relative(configuration))
        && !isFile(configuration, FileHash.sha256(bytes(Configuration.template())))) {
      all.add(workspace.relative(configuration) + " was changed: move it away");
    }
    return all;
  }

  private long moveBack() {
    long moved = 0;
    for (Move move : record.moves()) {
      Path from = workspace.root().resolve(move.from());
      Path to = workspace.root().resolve(move.to());
      if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        Files.createDirectories(requireNonNull(from.getParent()));
        Files.move(to, from);
        moved++;
      } catch (IOException e) {
        throw new StorageException(
            "cannot move " + to + " back to " + from + ": " + IoErrors.of(e),
            "mend permissions, then start the undo again",
            e);
      }
    }
    return moved;
  }

  private void removeWritten() {
    record.written().keySet().forEach(path -> delete(workspace.root().resolve(path)));
    if (!record.existed().contains(workspace.relative(workspace.catalog()))) {
      delete(workspace.catalog());
    }
  }

  /** Removes what was not there before; a folder only when nothing is left in it. */
  private void removeSetUp() {
    Set<String> existed = new HashSet<>(record.existed());
    List<String> now = new ArrayList<>(TreeListing.of(workspace));
    Collections.reverse(now);
    Set<Path> last = Set.of(AdoptionRecord.file(workspace), workspace.lockFile());
    for (String path : now) {
      Path file = workspace.root().resolve(path);
      if (!existed.contains(path) && !last.contains(file)) {
        delete(file);
      }
    }
  }

  private void removeRecord() {
    Path file = AdoptionRecord.file(workspace);
    List<Path> all =
        List.of(workspace.lockFile(), file, requireNonNull(file.getParent()), workspace.state());
    for (Path each : all) {
      if (!record.existed().contains(workspace.relative(each))) {
        delete(each);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static boolean isFile(Path file, String sha256) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && FileHash.sha256(file).equals(sha256);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (DirectoryNotEmptyException e) {
      return; // somebody keeps something there
    } catch (IOException e) {
      throw new StorageException(
          "cannot delete " + file + ": " + IoErrors.of(e),
          "mend permissions, then start the undo again",
          e);
    }
  }

  /** Tells what every command keeps in the workspace for itself; the configuration is looked at. */
  private static boolean isState(String path) {
    if (!path.startsWith(STATE)) {
      return false;
    }
    String rest = path.substring(STATE.length());
    return STATE_FILES.contains(rest)
        || (rest.endsWith(".lock") && rest.indexOf('/') < 0)
        || STATE_FOLDERS.stream().anyMatch(rest::startsWith);
  }
}
