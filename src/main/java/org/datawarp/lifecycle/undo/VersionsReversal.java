package org.datawarp.lifecycle.undo;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.SourceRemoval;
import org.datawarp.lifecycle.version.RestoreTarget;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.LoadHistoryRepository.Change;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.StoredRun;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/**
 * Takes a refresh back: each source gets the version that the refresh replaced, rows, export and
 * manifest; a source that the refresh made goes to the trash.
 */
public final class RefreshReversal implements Reversal {
  private static final Set<String> COMMANDS = Set.of("refresh", "load-batch");

  private final Workspace workspace;
  private final Supplier<List<String>> grantSelectTo;

  /**
   * Makes the reversal; nothing is opened before it is asked.
   *
   * @param grantSelectTo the roles that may read tables that have to be made
   */
  public RefreshReversal(Workspace workspace, Supplier<List<String>> grantSelectTo) {
    this.workspace = workspace;
    this.grantSelectTo = grantSelectTo;
  }

  @Override
  public boolean isFor(StoredRun run) {
    return COMMANDS.contains(run.command());
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  @Override
  public List<String> listObstacles(Connection connection, StoredRun run) {
    List<String> obstacles = new ArrayList<>();
    List<Change> changes = new LoadHistoryRepository(identity()).listChanges(connection, run.id());
    if (changes.stream().allMatch(Change::isSame)) {
      obstacles.add("it changed no rows");
      return obstacles;
    }
    for (Change change : changes) {
      if (!isNew(change) && before(connection, change).isEmpty()) {
        obstacles.add(
            change.isSame()
                ? change.source()
                    + ": the run left its rows as they were, but its export is missing or was"
                    + " changed since"
                : change.source()
                    + ": what it replaced is not among the versions any more; 'datawarp history "
                    + change.source()
                    + "' shows which are");
      }
    }
    return obstacles;
  }

  @Override
  public void reverse(Run undo, StoredRun undone, List<FileOperation> items) {
    Connection connection = undo.connection();
    List<String> made = new ArrayList<>();
    List<RestoreTarget> targets = new ArrayList<>();
    for (Change change :
        new LoadHistoryRepository(identity()).listChanges(connection, undone.id())) {
      if (isNew(change)) {
        made.add(change.source());
      } else {
        before(connection, change)
            .ifPresent(version -> targets.add(target(connection, change, version)));
      }
    }
    if (!made.isEmpty()) {
      SourceRemoval removal = new SourceRemoval(undo);
      removal.delete(made, "run " + undone.id() + ", which made it, is undone");
      items.addAll(removal.moves());
      new RunRepository(identity()).saveItems(connection, undo.id(), removal.items());
    }
    if (!targets.isEmpty()) {
      VersionRestorer back = new VersionRestorer(undo, grantSelectTo.get());
      back.leaveOut(made);
      back.protect(targets);
      back.load();
      back.export(items);
    }
  }

  private static boolean isNew(Change change) {
    return change.oldRows() == null;
  }

  /**
   * The version that a run replaced; of a source whose rows it left as they were the export in use,
   * so that the manifest comes back whole.
   */
  private Optional<Version> before(Connection connection, Change change) {
    String keptAs = change.keptAs();
    List<Version> versions =
        new VersionStore(workspace, identity()).list(connection, change.source());
    return versions.stream()
        .filter(
            version ->
                keptAs == null
                    ? change.isSame()
                        && version.place() == Version.Place.CURRENT
                        && isIntact(version)
                    : workspace.relative(version.file()).equals(keptAs))
        .findFirst();
  }

  private static boolean isIntact(Version version) {
    return FileHash.sha256(version.file()).equals(version.sha256());
  }

  private RestoreTarget target(Connection connection, Change change, Version version) {
    @Nullable SourcePeriod unit =
        new SourcePeriods(identity())
            .list(connection).stream()
                .filter(known -> known.source().equals(change.source()))
                .findFirst()
                .orElse(null);
    TableName table =
        unit != null
            ? unit.table()
            : new DeletedSources(identity())
                .findTable(connection, change.source())
                .orElseGet(() -> new TableName("staging", "tbl_" + change.source()));
    String manifest =
        change.manifest() != null
            ? change.manifest()
            : unit != null && unit.manifest() != null ? unit.manifest() : change.source();
    return new RestoreTarget(change.source(), manifest, table, null, unit, version);
  }

  private UUID identity() {
    return new WorkspaceSetup(workspace).requireIdentity();
  }
}
