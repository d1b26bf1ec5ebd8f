package org.datawarp.undo;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datawarp.db.Query;
import org.datawarp.db.SqlErrors;
import org.datawarp.download.DownloadCache;
import org.datawarp.error.RefusedException;
import org.datawarp.journal.ForeignKeys;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RowImages;
import org.datawarp.journal.RunId;
import org.datawarp.journal.RunRecords;
import org.datawarp.journal.RunRecords.RunItem;
import org.datawarp.journal.RunRecords.StoredRun;
import org.datawarp.journal.Trash;
import org.datawarp.journal.Trash.TrashedTable;
import org.datawarp.model.RunStep;
import org.datawarp.model.TableName;
import org.datawarp.run.Inverse;
import org.datawarp.run.Reversal;
import org.datawarp.run.Run;
import org.datawarp.run.Runs;
import org.datawarp.version.BringBack;
import org.datawarp.workspace.Workspace;

/** One run and the way back. */
final class Undoing {
  private static final int SHOWN = 5;
  private static final String INDEX = "downloads/.index.json";

  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final Optional<Reversal> reversal;
  private final StoredRun undone;
  private final Supplier<DownloadCache> cache;
  private final Trash trash;
  private final RunRecords records;
  private final RowImages images;
  private final boolean isWhole;

  Undoing(
      Workspace workspace,
      UUID identity,
      Connection connection,
      Optional<Reversal> reversal,
      StoredRun undone,
      Supplier<DownloadCache> cache) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.reversal = reversal;
    this.undone = undone;
    this.cache = cache;
    this.trash = new Trash(identity);
    this.records = new RunRecords(identity);
    this.images = new RowImages(connection, undone.id());
    this.isWhole = reversal.map(Reversal::isWhole).orElse(false);
  }

  UndoPlan plan(RunId undo) {
    List<String> obstacles = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    List<String> files = new ArrayList<>();
    reversal.ifPresent(each -> obstacles.addAll(each.listObstacles(connection, undone)));
    if (!isWhole) {
      Inverse inverse = inverse(undo);
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

  UndoReport carryOut(Run run, Runs.Order order) {
    run.steps().start(RunStep.PLAN);
    UndoPlan plan = plan(run.id());
    SqlErrors.commit("looking at run " + undone.id(), connection);
    requirePossible(plan);
    run.steps().end();
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    Trash.follow(connection, run.id());
    List<PublishItem> items = new ArrayList<>();
    if (isWhole) {
      reversal.ifPresent(each -> each.reverse(run, undone, items));
    } else {
      putBack(run, items);
    }
    records.saveUndone(connection, undone.id(), run.id());
    records.saveItems(connection, run.id(), notes(items, plan));
    run.steps().end();
    run.commit(List.of(), items, null);
    Map<PublishItem, String> unmoved = run.publishEach(items, () -> {});
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
  private void putBack(Run run, List<PublishItem> items) {
    List<TrashedTable> back = trash.listTables(connection, undone.id());
    List<TrashedTable> again = trash.listRestored(connection, undone.id());
    Trash.lockTables(
        connection,
        Stream.concat(
                back.stream().map(TrashedTable::inTrash), again.stream().map(TrashedTable::table))
            .toList());
    back.forEach(table -> trash.restoreTable(connection, table, run.id()));
    reversal.ifPresent(each -> each.reverse(run, undone, items));
    List<PublishItem> files = inverse(run.id()).items();
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

  private List<RunItem> notes(List<PublishItem> items, UndoPlan plan) {
    Stream<RunItem> sources =
        records.listItems(connection, undone.id()).stream()
            .filter(item -> item.source() != null || item.kind().equals("index_entries"))
            // What says where rows are kept is another thing for each run.
            .filter(item -> !item.kind().equals(BringBack.STAGING_ROWS))
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
            .filter(item -> item.action() == PublishItem.Action.MOVE)
            .map(
                item ->
                    new RunItem("file", item.from(), null, null, null, "to " + item.to(), "done"));
    Stream<RunItem> tables =
        plan.tables().stream()
            .map(table -> new RunItem("staging_table", table, null, null, null, null, "done"));
    return Stream.of(sources, files, tables).flatMap(each -> each).toList();
  }

  /** What the run did to files, but for the index of downloads: others may have written into it. */
  private List<PublishItem> files() {
    return undone.files().stream()
        .filter(item -> !item.from().equals(INDEX) && !item.to().equals(INDEX))
        .toList();
  }

  private Inverse inverse(RunId undo) {
    return Inverse.of(workspace, files(), undo, images.findCheckedManifests());
  }

  private void putIndexBack(Run run, List<PublishItem> items) {
    Optional<PublishItem> kept =
        undone.files().stream()
            .filter(item -> item.action() == PublishItem.Action.KEEP && item.from().equals(INDEX))
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
