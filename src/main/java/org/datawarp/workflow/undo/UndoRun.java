package org.datawarp.workflow.undo;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.undo.InverseOperations;
import org.datawarp.lifecycle.undo.Reversal;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.model.RunId;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ForeignKeys;
import org.datawarp.repository.RowSnapshots;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.RunRepository.StoredRun;
import org.datawarp.repository.TrashRepository;
import org.datawarp.repository.TrashRepository.TrashedTable;
import org.datawarp.storage.workspace.Workspace;

/** One run and the way back. */
final class UndoRun {
  private static final int SHOWN = 5;
  private static final String INDEX = "downloads/.index.json";

  private final Workspace workspace;
  private final Connection connection;
  private final Optional<Reversal> reversal;
  private final StoredRun undone;
  private final Supplier<DownloadCache> cache;
  private final TrashRepository trash;
  private final RunRepository records;
  private final RowSnapshots images;
  private final boolean isWhole;

  UndoRun(
      Workspace workspace,
      UUID identity,
      Connection connection,
      Optional<Reversal> reversal,
      StoredRun undone,
      Supplier<DownloadCache> cache) {
    this.workspace = workspace;
    this.connection = connection;
    this.reversal = reversal;
    this.undone = undone;
    this.cache = cache;
    this.trash = new TrashRepository(identity);
    this.records = new RunRepository(identity);
    this.images = new RowSnapshots(connection, undone.id());
    this.isWhole = reversal.map(Reversal::isWhole).orElse(false);
  }

  UndoPlan plan(RunId undo) {
    List<String> obstacles = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    List<String> files = new ArrayList<>();
    reversal.ifPresent(each -> obstacles.addAll(each.listObstacles(connection, undone)));
    if (!isWhole) {
      InverseOperations inverse = inverse(undo);
      inverse.items().forEach(item -> files.add(item.to()));
      obstacles.addAll(inverse.obstacles());
      lost.addAll(inverse.lost());
      images.listChangedSince().forEach(row -> obstacles.add("a row was changed since: " + row));
      for (TrashedTable table : trash.listTables(connection, undone.id())) {
        tables.add(table.schema() + "." + table.name());
        if (oid(table) != 0) {
          obstacles.add(table.schema() + "." + table.name() + " exists again");
        }
      }
      trash
          .listRestored(connection, undone.id())
          .forEach(table -> tables.add(table.schema() + "." + table.name()));
      lost.addAll(purgedItems());
      if (reversal.isEmpty() && hasPurgedRows()) {
        obstacles.add("it deleted rows after archiving them: 'datawarp restore' loads them again");
      }
    }
    return new UndoPlan(
        undone.id().value(),
        undone.command(),
        isWhole ? 0 : images.count(),
        tables,
        files,
        records.listLaterOnSame(connection, undone.id()).stream()
            .map(later -> later.id().value())
            .toList(),
        obstacles,
        lost);
  }

  UndoReport carryOut(Run run, RunExecutor.Order order) {
    run.steps().start(RunStep.PLAN);
    UndoPlan plan = plan(run.id());
    SqlErrors.commit("looking at run " + undone.id(), connection);
    requirePossible(plan);
    run.steps().end();
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    TrashRepository.follow(connection, run.id());
    List<FileOperation> items = new ArrayList<>();
    if (isWhole) {
      reversal.ifPresent(each -> each.reverse(run, undone, items));
    } else {
      putBack(run, items);
    }
    records.saveUndone(connection, undone.id(), run.id());
    records.saveItems(connection, run.id(), notes(items, plan));
    run.steps().end();
    run.commit(List.of(), items, null);
    Map<FileOperation, String> unmoved = run.publishEach(items, () -> {});
    List<String> lost = new ArrayList<>(plan.lost());
    lost.addAll(unmoved.values());
    return new UndoReport(
        undone.id().value(),
        undone.command(),
        run.id().value(),
        plan.rows(),
        plan.tables(),
        (long) items.size() - unmoved.size(),
        lost);
  }

  private void requirePossible(UndoPlan plan) {
    if (!isWhole
        && reversal.isEmpty()
        && plan.rows() == 0
        && plan.tables().isEmpty()
        && plan.files().isEmpty()
        && !plan.lost().isEmpty()) {
      throw new RefusedException(
          "run " + undone.id() + " only emptied the trash, which nothing brings back",
          "'datawarp restore' may find older versions");
    }
    if (!plan.later().isEmpty()) {
      throw new RefusedException(
          "later runs touched the same: " + String.join(", ", plan.later()),
          "undo them first, or all of them with --with-later");
    }
    if (!plan.obstacles().isEmpty()) {
      int more = plan.obstacles().size() - SHOWN;
      throw new RefusedException(
          "run "
              + undone.id()
              + " cannot be undone as things stand: "
              + String.join("; ", plan.obstacles().stream().limit(SHOWN).toList())
              + (more > 0 ? "; and " + more + " more" : ""),
          "move aside what is in the way; see 'datawarp undo " + undone.id() + " --dry-run'");
    }
  }

  /** Tables first: rows that go bring the trigger into action, which looks for their tables. */
  private void putBack(Run run, List<FileOperation> items) {
    List<TrashedTable> back = trash.listTables(connection, undone.id());
    List<TrashedTable> again = trash.listRestored(connection, undone.id());
    TrashRepository.lockTables(
        connection,
        Stream.concat(
                back.stream().map(TrashedTable::inTrash), again.stream().map(TrashedTable::table))
            .toList());
    back.forEach(table -> trash.restoreTable(connection, table, run.id()));
    reversal.ifPresent(each -> each.reverse(run, undone, items));
    List<FileOperation> files = inverse(run.id()).items();
    images.putBack();
    for (TrashedTable table : again) {
      if (oid(table) != 0) {
        trash.moveTable(connection, table.table(), table.source(), run.id());
      }
    }
    ForeignKeys.validate(connection);
    // What the trigger queued is on the list already.
    trash
        .listQueue(connection)
        .forEach(file -> trash.settle(connection, file, "by the undo", run.id()));
    items.addAll(files);
    putIndexBack(run, items);
  }

  private long oid(TrashedTable table) {
    return Query.number(
        connection,
        "looking for " + table.name(),
        "SELECT coalesce(to_regclass(?)::oid::bigint, 0)",
        new TableName(table.schema(), table.name()).quoted());
  }

  /** Rows of staging tables are not kept row by row. */
  private boolean hasPurgedRows() {
    return Query.number(
            connection,
            "looking for rows that were deleted",
            """
            SELECT count(*) FROM datawarp.tbl_deletions
             WHERE run_id = ? AND table_name = 'datawarp.tbl_exports' AND change = 'changed'
               AND row ->> 'purged_at' IS NULL AND new_row ->> 'purged_at' IS NOT NULL
            """,
            undone.id().value())
        > 0;
  }

  private List<String> purgedItems() {
    return records.listItems(connection, undone.id()).stream()
        .filter(item -> item.kind().equals("trash"))
        .map(item -> "the trash of run " + item.item() + " was emptied for good")
        .toList();
  }

  private List<RunItem> notes(List<FileOperation> items, UndoPlan plan) {
    Stream<RunItem> sources =
        records.listItems(connection, undone.id()).stream()
            .filter(item -> item.source() != null || item.kind().equals("index_entries"))
            // What says where rows are kept is another thing for each run.
            .filter(item -> !item.kind().equals(VersionRestorer.STAGING_ROWS))
            .map(
                item ->
                    new RunItem(
                        item.kind(),
                        item.item(),
                        item.source(),
                        item.period(),
                        item.sizeBytes(),
                        "undoes run " + undone.id(),
                        "done"));
    Stream<RunItem> files =
        items.stream()
            .filter(item -> item.action() == FileOperation.Action.MOVE)
            .map(
                item ->
                    new RunItem("file", item.from(), null, null, null, "to " + item.to(), "done"));
    Stream<RunItem> tables =
        plan.tables().stream()
            .map(table -> new RunItem("staging_table", table, null, null, null, null, "done"));
    return Stream.of(sources, files, tables).flatMap(each -> each).toList();
  }

  /** What the run did to files, but for the index of downloads: others may have written into it. */
  private List<FileOperation> files() {
    return undone.files().stream()
        .filter(item -> !item.from().equals(INDEX) && !item.to().equals(INDEX))
        .toList();
  }

  private InverseOperations inverse(RunId undo) {
    return InverseOperations.of(workspace, files(), undo, images.findCheckedManifests());
  }

  private void putIndexBack(Run run, List<FileOperation> items) {
    Optional<FileOperation> kept =
        undone.files().stream()
            .filter(item -> item.action() == FileOperation.Action.KEEP && item.from().equals(INDEX))
            .findFirst();
    if (kept.isEmpty()) {
      return;
    }
    List<Path> files =
        records.listItems(connection, undone.id()).stream()
            .filter(item -> item.kind().equals("index_entries"))
            .flatMap(item -> workspace.find(item.item()).stream())
            .toList();
    Path draft = run.newFile("index.json");
    cache.get().draftIndexAs(draft, workspace.resolve(kept.get().to()), files);
    items.addAll(run.replaceKeeping(workspace.resolve(INDEX), draft));
  }
}
