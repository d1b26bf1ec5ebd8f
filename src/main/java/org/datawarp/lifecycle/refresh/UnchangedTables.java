package org.datawarp.lifecycle.refresh;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.LoadPlan;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * The tables of an issue to which new bytes bring nothing new. Each table is loaded behind a
 * savepoint; where it came out with the rows, columns, title and legend that it had, and its export
 * is as recorded, the load is taken back, and rows, export and page stay as they are.
 */
final class UnchangedTables {
  private final Run run;
  private final RefreshRequest request;
  private final Optional<Manifest> before;
  private final VersionKeeper keeper;
  private final Manifest manifest;
  private final ParquetDrafts drafts;
  private final Map<String, ManifestSource> unchanged = new TreeMap<>();

  /**
   * Makes it for an issue.
   *
   * @param manifest the issue as it is about to be recorded
   * @param drafts the files that take the rows while they are loaded
   */
  UnchangedTables(
      Run run,
      RefreshRequest request,
      RefreshTarget target,
      VersionKeeper keeper,
      Manifest manifest,
      ParquetDrafts drafts) {
    this.run = run;
    this.request = request;
    this.before = target.manifestBefore();
    this.keeper = keeper;
    this.manifest = manifest;
    this.drafts = drafts;
  }

  /**
   * Loads a table, and takes that back if nothing came of it.
   *
   * @param draft the table as the new manifest has it
   * @param load loads its rows and its legend
   * @return what was loaded; without rows where it was taken back
   */
  LoadReport load(ManifestSource draft, Supplier<LoadReport> load) {
    @Nullable ManifestSource old = before.flatMap(known -> known.source(draft.code())).orElse(null);
    if (old == null || !mayStay(draft, old)) {
      return load.get();
    }
    Connection connection = run.connection();
    List<?> legend = run.records().listLegend(connection, draft.code().value());
    Query.run(connection, "setting a savepoint", "SAVEPOINT table_load");
    LoadReport report = load.get();
    boolean isSame =
        isAsMany(report)
            && legend.equals(run.records().listLegend(connection, draft.code().value()))
            && rows(connection, draft).equals(keeper.rowsBefore(draft.code().value()).orElse(null));
    if (!isSame) {
      Query.run(connection, "releasing a savepoint", "RELEASE SAVEPOINT table_load");
      return report;
    }
    Query.run(connection, "taking a load back", "ROLLBACK TO SAVEPOINT table_load");
    drafts.discard(draft.code());
    Query.update(
        connection,
        "recording the check of " + draft.code(),
        "UPDATE datawarp.tbl_data_sources SET last_checked_at = ? WHERE code = ?",
        LocalDateTime.ofInstant(run.startedAt(), ZoneOffset.UTC),
        draft.code().value());
    unchanged.put(draft.code().value(), old);
    return new LoadReport(report.plan(), report.loadId(), List.of(), 0, 0, report.duration());
  }

  /** Returns the rows as they were sent, where that is known; else as the table has them. */
  private TableHash rows(Connection connection, ManifestSource draft) {
    return drafts
        .rows(draft.code())
        .orElseGet(
            () ->
                new ParquetExporter()
                    .hash(
                        connection,
                        draft.table(),
                        VersionRowReader.filter(manifest.exportPeriod(draft))));
  }

  private boolean mayStay(ManifestSource draft, ManifestSource old) {
    TableHash rows = keeper.rowsBefore(draft.code().value()).orElse(null);
    return request.scope() != RefreshRequest.Scope.LOAD_ONLY
        && !request.has(RefreshRequest.Option.FORCE)
        && !request.has(RefreshRequest.Option.REREAD)
        && rows != null
        && rows.rowCount() > 0
        && rows.hex().equals(old.rowHash())
        && old.parquetPath() != null
        && old.parquetSha256() != null
        && keeper.isExportKept(draft.code().value())
        && draft.name().equals(old.name())
        && draft.columns().equals(old.columns());
  }

  private boolean isAsMany(LoadReport report) {
    LoadPlan plan = report.plan();
    return plan.tableChange() != LoadPlan.TableChange.CREATE
        && plan.columnsAdded().isEmpty()
        && plan.columnsWidened().isEmpty()
        && report.rowsAfter() == plan.rowsBefore();
  }

  /** Tells whether a table stays as it was. */
  boolean contains(SourceCode code) {
    return unchanged.containsKey(code.value());
  }

  /** Returns a manifest in which the tables that stay have the exports they had. */
  Manifest carriedOver(Manifest manifest) {
    Manifest carried = manifest;
    for (ManifestSource old : unchanged.values()) {
      ManifestSource source = carried.source(old.code()).orElseThrow();
      carried =
          carried.withSource(
              source.exported(
                  old.rows(),
                  requireNonNull(old.rowHash()),
                  requireNonNull(old.parquetPath()),
                  requireNonNull(old.parquetSha256())));
    }
    return carried;
  }
}
