package org.datawarp.lifecycle.undo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.PeriodExports;
import org.datawarp.lifecycle.run.PeriodView;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.StackedPages;
import org.datawarp.model.RunId;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ForeignKeys;
import org.datawarp.repository.RowSnapshots;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.TrashRepository;
import org.datawarp.repository.TrashRepository.TrashedTable;

/**
 * Undoes what a run did to registry rows, staging tables and files: rows as {@link RowSnapshots}
 * has them, tables and files from the trash, or into it again.
 */
class RecordsReversal implements Reversal {
  private static final String INDEX = "downloads/.index.json";

  final UndoneRun undone;
  private final TrashRepository trash;
  final RunRepository records;
  private final RowSnapshots images;

  RecordsReversal(UndoneRun undone) {
    this.undone = undone;
    this.trash = new TrashRepository(undone.identity());
    this.records = new RunRepository(undone.identity());
    this.images = new RowSnapshots(undone.connection(), undone.id());
  }

  @Override
  public final Effects plan(RunId undo) {
    List<String> obstacles = new ArrayList<>(rowObstacles());
    List<String> tables = new ArrayList<>();
    InverseOperations inverse = inverse(undo);
    List<String> lost = new ArrayList<>(inverse.lost());
    obstacles.addAll(inverse.obstacles());
    images.listChangedSince().forEach(row -> obstacles.add("a row was changed since: " + row));
    for (TrashedTable table : trash.listTables(undone.connection(), undone.id())) {
      tables.add(table.table().toString());
      if (exists(table) && !isOwnView(table.table())) {
        obstacles.add(table.table() + " exists again");
      }
    }
    viewsInUse().forEach(view -> obstacles.addAll(readers(view)));
    trash
        .listRestored(undone.connection(), undone.id())
        .forEach(table -> tables.add(table.table().toString()));
    records.listItems(undone.connection(), undone.id()).stream()
        .filter(item -> item.kind().equals("trash"))
        .forEach(item -> lost.add("the trash of run " + item.item() + " was emptied for good"));
    return new Effects(
        images.count(),
        tables,
        inverse.items().stream().map(FileOperation::to).toList(),
        obstacles,
        lost);
  }

  /** Tables first: rows that go bring the trigger into action, which looks for their tables. */
  @Override
  public final List<FileOperation> reverse(Run undo) {
    List<FileOperation> items = new ArrayList<>();
    List<TrashedTable> back = trash.listTables(undone.connection(), undone.id());
    List<TrashedTable> again = trash.listRestored(undone.connection(), undone.id());
    TrashRepository.lockTables(
        undone.connection(),
        Stream.concat(
                back.stream().map(TrashedTable::inTrash), again.stream().map(TrashedTable::table))
            .toList());
    viewsInUse().forEach(view -> PeriodView.drop(undone.connection(), view));
    Map<TableName, List<String>> columns = columnsOfFormerViews(again);
    back.forEach(table -> trash.restoreTable(undone.connection(), table, undo.id()));
    putRowsBack(undo, items);
    List<FileOperation> files = inverse(undo.id()).items();
    List<String> pages = pagesWrittenSince();
    images.putBack();
    countRows(undo);
    for (TrashedTable table : again) {
      if (exists(table)) {
        trash.moveTable(undone.connection(), table.table(), table.source(), undo.id());
      }
    }
    columns.forEach((name, names) -> putViewBack(undo, name, names));
    ForeignKeys.validate(undone.connection());
    // What the trigger queued is on the list already.
    trash
        .listQueue(undone.connection())
        .forEach(file -> trash.settle(undone.connection(), file, "by the undo", undo.id()));
    items.addAll(files);
    new StackedPages(undo).renew(pages, items);
    PeriodExports.align(undo, stackedSources(), items);
    putIndexBack(undo, items);
    return items;
  }

  /** Returns the views that the run left under the names of tables, or took away for tables. */
  private List<RunItem> views() {
    return records.listItems(undone.connection(), undone.id()).stream()
        .filter(item -> item.kind().equals(PeriodView.ITEM))
        .toList();
  }

  private static TableName name(RunItem view) {
    int point = view.item().indexOf('.');
    return new TableName(view.item().substring(0, point), view.item().substring(point + 1));
  }

  /** Returns those that the run left and that are there: their names are to be free. */
  private List<TableName> viewsInUse() {
    return views().stream()
        .map(RecordsReversal::name)
        .filter(view -> PeriodView.exists(undone.connection(), view))
        .toList();
  }

  private boolean isOwnView(TableName name) {
    return viewsInUse().contains(name);
  }

  private List<String> readers(TableName view) {
    return PeriodView.listDependents(undone.connection(), view).stream()
        .map(reader -> "view " + reader + " reads view " + view + ", which would be a table again")
        .toList();
  }

  /** A view that the run took away for a table stands under its name again. */
  private void putViewBack(Run undo, TableName name, List<String> columns) {
    views().stream()
        .filter(view -> name(view).equals(name) && view.source() != null && view.period() != null)
        .findFirst()
        .ifPresent(
            view ->
                new PeriodView(
                        name,
                        table(undo, Objects.requireNonNull(view.source())),
                        Objects.requireNonNull(view.period()))
                    .create(undone.connection(), columns, undone.context().grantSelectTo()));
  }

  /** Returns the columns of the tables for which the run took views away, by name. */
  private Map<TableName, List<String>> columnsOfFormerViews(List<TrashedTable> tables) {
    List<TableName> views = views().stream().map(RecordsReversal::name).toList();
    Map<TableName, List<String>> columns = new HashMap<>();
    tables.stream()
        .filter(table -> views.contains(table.table()) && exists(table))
        .forEach(
            table ->
                columns.put(
                    table.table(),
                    StagingTableReader.columns(undone.connection(), table.table()).stream()
                        .map(StoredColumn::name)
                        .toList()));
    return columns;
  }

  /** Returns the table of a source that is registered or was deleted. */
  final TableName table(Run undo, String source) {
    return new DeletedSources(undone.identity())
        .findTable(undo.connection(), source)
        .orElseGet(() -> new TableName("staging", "tbl_" + source));
  }

  /** Tells what forbids to put the rows of staging tables back, a line each. */
  List<String> rowObstacles() {
    return List.of();
  }

  /**
   * Puts the rows of staging tables back; the tables are, the registry is not yet.
   *
   * @param items gets what is to be done with files after the commit
   */
  void putRowsBack(Run undo, List<FileOperation> items) {}

  /**
   * Returns the canonical sources whose page the run has written and a later one again, for other
   * periods: it is written anew.
   */
  List<String> pagesWrittenSince() {
    return List.of();
  }

  /** Returns the canonical sources of which the run changed periods. */
  List<String> stackedSources() {
    return List.of();
  }

  /** Counts the rows anew that were put back; the registry is as it was. */
  void countRows(Run undo) {}

  private boolean exists(TrashedTable table) {
    return Query.number(
            undone.connection(),
            "looking for " + table.name(),
            "SELECT coalesce(to_regclass(?)::oid::bigint, 0)",
            table.table().quoted())
        != 0;
  }

  private String page(String source) {
    return undone.workspace().relative(undone.workspace().page(new SourceCode(source)));
  }

  /**
   * What the run did to files, but for those that others may have written into: the index of
   * downloads, and pages of canonical sources.
   */
  private InverseOperations inverse(RunId undo) {
    List<String> others =
        Stream.concat(Stream.of(INDEX), pagesWrittenSince().stream().map(this::page)).toList();
    List<FileOperation> files =
        undone.files().stream()
            .filter(item -> !others.contains(item.from()) && !others.contains(item.to()))
            .toList();
    return InverseOperations.of(undone.workspace(), files, undo, images.findCheckedManifests());
  }

  private void putIndexBack(Run undo, List<FileOperation> items) {
    Optional<FileOperation> kept =
        undone.files().stream()
            .filter(item -> item.action() == FileOperation.Action.KEEP && item.from().equals(INDEX))
            .findFirst();
    if (kept.isEmpty()) {
      return;
    }
    List<Path> files =
        records.listItems(undone.connection(), undone.id()).stream()
            .filter(item -> item.kind().equals("index_entries"))
            .flatMap(item -> undone.workspace().find(item.item()).stream())
            .toList();
    Path draft = undo.newFile("index.json");
    undone
        .context()
        .cache()
        .draftIndexAs(draft, undone.workspace().resolve(kept.get().to()), files);
    items.addAll(undo.replaceKeeping(undone.workspace().resolve(INDEX), draft));
  }
}
