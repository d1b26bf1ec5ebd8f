package org.datawarp.lifecycle.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.PeriodCounts;
import org.datawarp.pipeline.load.VersionRowsLoader;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ManifestRepository.ExportState;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.StackedPeriod;
import org.datawarp.storage.workspace.Workspace;

/** Takes one period out of a canonical source; its rows are kept where undo finds them. */
final class PeriodRemoval {
  /** The kind of an item that says where rows are kept that a run deleted. */
  private static final String STAGING_ROWS = "staging_rows";

  /** The name of such an item where there were none. */
  private static final String NO_ROWS = "none";

  private final Run run;
  private final SourceRemoval removal;

  PeriodRemoval(Run run, SourceRemoval removal) {
    this.run = run;
    this.removal = removal;
  }

  void delete(StackedPeriod unit, String reason) {
    takeOut(unit, reason);
    forget(unit, " AND match_method <> 'rejected'");
  }

  /** Leaves what a person has said that its table is: a run of its own. */
  void takeBack(StackedPeriod unit, String reason) {
    takeOut(unit, reason);
    forget(unit, " AND NOT coalesce(reviewed, false)");
  }

  private void takeOut(StackedPeriod unit, String reason) {
    TableName table =
        new DeletedSources(run.session().identity())
            .findTable(run.connection(), unit.source())
            .orElseGet(() -> new SourceCode(unit.source()).stagingTable());
    Query.work(
        "locking " + table,
        () -> AdvisoryLocks.lockTables(run.connection(), new TreeSet<>(List.of(table))));
    RowFilter filter = RowFilter.periods(List.of(unit.period()));
    String kept = keep(unit, table, filter, reason);
    VersionRowsLoader.deletePeriod(run.connection(), table, unit.period());
    PeriodCounts.align(run.connection(), table, unit.period());
    removal.add(
        new RunItem(
            STAGING_ROWS,
            kept,
            unit.source(),
            unit.period(),
            null,
            "rows of " + table + " as they were",
            "done"));
    run.records().deleteExport(run.connection(), unit.source(), unit.period());
    removal.versions(
        run.workspace().versions(new SourceCode(unit.source()), unit.period()),
        unit.source(),
        reason);
  }

  /**
   * Returns where the rows are then: in the export, if that holds them, else in a file made now. An
   * export in the archive stays there.
   */
  private String keep(StackedPeriod unit, TableName table, RowFilter filter, String reason) {
    TableHash rows = new ParquetExporter().hash(run.connection(), table, filter);
    Optional<ExportState> export =
        run.records().findExport(run.connection(), unit.source(), unit.period());
    boolean moves =
        export.isPresent()
            && removal
                .moveFile("parquet", export.get().path(), null, unit.source(), reason)
                .equals(SourceRemoval.DONE);
    if (rows.rowCount() == 0) {
      return NO_ROWS;
    }
    if (export.isEmpty() || !holds(export.get(), rows)) {
      return write(unit, table, filter);
    }
    String path = export.get().path();
    return moves ? run.workspace().relative(run.workspace().trash(run.id().value(), path)) : path;
  }

  private boolean holds(ExportState export, TableHash rows) {
    Path file = run.workspace().resolve(export.path());
    return new TableHash(export.rowCount(), export.rowHash()).equals(rows)
        && Files.isRegularFile(file)
        && FileHash.sha256(file).equals(export.sha256());
  }

  private String write(StackedPeriod unit, TableName table, RowFilter filter) {
    Path file =
        run.newFile(
            "rows-" + unit.source() + "-" + Workspace.periodName(unit.period()) + ".parquet");
    new ParquetExporter()
        .export(
            run.connection(),
            new ExportRequest(
                new SourceDescription(
                    new SourceCode(unit.source()),
                    unit.source(),
                    "",
                    Licence.of(""),
                    null,
                    null,
                    List.of(),
                    List.of()),
                table,
                filter,
                file,
                Map.of()));
    String to =
        run.workspace()
            .relative(run.workspace().trash(run.id().value(), "rows/" + file.getFileName()));
    removal.add(
        new FileOperation(
            FileOperation.Action.KEEP, run.workspace().relative(file), to, FileHash.sha256(file)),
        new RunItem("rows", to, unit.source(), unit.period(), null, "kept for undo", "done"));
    return to;
  }

  private void forget(StackedPeriod unit, String mappings) {
    String what = "forgetting " + unit.source() + " " + unit.period();
    Query.update(
        run.connection(),
        what,
        "DELETE FROM datawarp.tbl_marker_legend WHERE source_code = ? AND period = ?",
        unit.source(),
        unit.period());
    Query.update(
        run.connection(),
        what,
        "DELETE FROM datawarp.tbl_quarantine WHERE source_code = ? AND period = ?",
        unit.source(),
        unit.period());
    Query.update(
        run.connection(),
        what,
        "DELETE FROM datawarp.tbl_source_mappings WHERE canonical_code = ? AND period = ?"
            + mappings,
        unit.source(),
        unit.period());
    Query.update(
        run.connection(),
        what,
        """
        DELETE FROM datawarp.tbl_manifest_files
         WHERE source_code = ? AND manifest_name = ? AND (workspace IS NULL OR workspace = ?)
        """,
        unit.source(),
        unit.manifest(),
        run.session().identity());
  }
}
