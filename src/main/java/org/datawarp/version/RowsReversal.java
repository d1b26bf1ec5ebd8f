package org.datawarp.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.error.StorageException;
import org.datawarp.export.ExportRequest;
import org.datawarp.export.ParquetExporter;
import org.datawarp.export.RowFilter;
import org.datawarp.export.RowsHash;
import org.datawarp.journal.GoneSources;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RunRecords;
import org.datawarp.journal.RunRecords.RunItem;
import org.datawarp.journal.RunRecords.StoredRun;
import org.datawarp.journal.SourceUnit;
import org.datawarp.journal.SourceUnit.ExportFile;
import org.datawarp.journal.SyncProofs;
import org.datawarp.journal.Units;
import org.datawarp.model.SourceCode;
import org.datawarp.model.TableName;
import org.datawarp.run.Inverse;
import org.datawarp.run.Reversal;
import org.datawarp.run.Run;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;
import org.datawarp.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of staging tables back as they were before an archive, a restore or an undo, from
 * the files in which those runs kept them.
 */
public final class RowsReversal implements Reversal {
  private static final Set<String> COMMANDS = Set.of("archive", "retention", "restore", "undo");

  private final Workspace workspace;
  private final Supplier<List<String>> grantSelectTo;

  /**
   * Makes the reversal; nothing is opened before it is asked.
   *
   * @param grantSelectTo the roles that may read tables that have to be made
   */
  public RowsReversal(Workspace workspace, Supplier<List<String>> grantSelectTo) {
    this.workspace = workspace;
    this.grantSelectTo = grantSelectTo;
  }

  @Override
  public boolean isFor(StoredRun run) {
    return COMMANDS.contains(run.command());
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public List<String> listObstacles(Connection connection, StoredRun run) {
    List<String> obstacles = new ArrayList<>();
    for (RunItem item : items(connection, run)) {
      if (!item.item().equals(BringBack.NO_ROWS)
          && workspace.find(item.item()).filter(Files::isRegularFile).isEmpty()) {
        obstacles.add(
            "the rows of "
                + item.source()
                + " were in "
                + item.item()
                + new SyncProofs(identity())
                    .findStore(connection, item.item())
                    .map(
                        store ->
                            ", which is in "
                                + store
                                + " only: bring it back with 'datawarp sync pull \"**/"
                                + item.source()
                                + "*\" --from "
                                + store
                                + "'")
                    .orElse(", which is gone"));
      }
    }
    return obstacles;
  }

  @Override
  public void reverse(Run undo, StoredRun undone, List<PublishItem> items) {
    List<RunItem> notes = new ArrayList<>();
    List<PublishItem> moves = Inverse.of(workspace, undone.files(), undo.id()).items();
    List<SourceUnit> units = new Units(identity()).list(undo.connection());
    for (RunItem item : items(undo.connection(), undone)) {
      String source = Objects.requireNonNull(item.source());
      TableName table =
          new GoneSources(identity())
              .findTable(undo.connection(), source)
              .orElseGet(() -> new TableName("staging", "tbl_" + source));
      RowFilter filter = VersionRows.filter(item.period());
      String kept = keep(undo, source, item.period(), table, units, moves, items);
      if (item.item().equals(BringBack.NO_ROWS)) {
        VersionRows.delete(undo.connection(), table, filter);
      } else {
        Path file = workspace.resolve(item.item());
        VersionRows.replace(
            undo.connection(),
            table,
            filter,
            file,
            VersionRows.prove(file, null),
            grantSelectTo.get());
      }
      notes.add(
          new RunItem(
              BringBack.STAGING_ROWS,
              kept,
              source,
              item.period(),
              null,
              "rows of " + table + " as they were",
              "done"));
    }
    new RunRecords(identity()).saveItems(undo.connection(), undo.id(), notes);
  }

  /** Tells where the rows of now will be when the files have been moved back. */
  private String keep(
      Run undo,
      String source,
      @Nullable String period,
      TableName table,
      List<SourceUnit> units,
      List<PublishItem> moves,
      List<PublishItem> items) {
    RowFilter filter = VersionRows.filter(period);
    if (undo.records().findRowCount(undo.connection(), table).isEmpty()) {
      return BringBack.NO_ROWS;
    }
    RowsHash rows = new ParquetExporter().hash(undo.connection(), table, filter);
    if (rows.rowCount() == 0) {
      return BringBack.NO_ROWS;
    }
    for (SourceUnit unit : units) {
      ExportFile export = unit.export();
      if (export != null
          && unit.source().equals(source)
          && Objects.equals(export.period(), period)
          && holds(export, rows)) {
        return moves.stream()
            .filter(move -> move.from().equals(export.path()))
            .map(PublishItem::to)
            .findFirst()
            .orElse(export.path());
      }
    }
    return write(undo, source, table, filter, items);
  }

  private boolean holds(ExportFile export, RowsHash rows) {
    Path file = workspace.resolve(export.path());
    return export.rowCount() == rows.rowCount()
        && export.rowHash().equals(rows.hex())
        && Files.isRegularFile(file)
        && FileHash.sha256(file).equals(export.sha256());
  }

  private String write(
      Run undo, String source, TableName table, RowFilter filter, List<PublishItem> items) {
    Path file = undo.newFile("rows-" + items.size() + "-" + source + ".parquet");
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot write " + file + ": " + IoReason.of(e), null, e);
    }
    new ParquetExporter()
        .export(
            undo.connection(),
            new ExportRequest(
                Descriptions.ofFile(new SourceCode(source), java.util.Map.of()),
                table,
                filter,
                file));
    String kept =
        workspace.relative(workspace.trash(undo.id().value(), "rows/" + file.getFileName()));
    items.add(
        new PublishItem(
            PublishItem.Action.KEEP, workspace.relative(file), kept, FileHash.sha256(file)));
    return kept;
  }

  private List<RunItem> items(Connection connection, StoredRun run) {
    return new RunRecords(identity())
        .listItems(connection, run.id()).stream()
            .filter(item -> item.kind().equals(BringBack.STAGING_ROWS) && item.source() != null)
            .toList();
  }

  private UUID identity() {
    return new WorkspaceSetup(workspace).requireIdentity();
  }
}
