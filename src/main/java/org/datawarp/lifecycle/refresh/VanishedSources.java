package org.datawarp.lifecycle.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.TableLocks;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.PeriodRows;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.QuarantineRepository;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Takes away what a manifest loaded from tables that are no longer in its file. Their rows and
 * exports have been kept before; the sources stay registered, so that their history can be read,
 * but for those whose table a canonical source has taken in.
 */
final class VanishedSources {
  private final Workspace workspace;
  private final Run run;
  private final LoadService service;

  VanishedSources(Workspace workspace, Run run, LoadService service) {
    this.workspace = workspace;
    this.run = run;
    this.service = service;
  }

  /**
   * What was taken away of one source.
   *
   * @param movedTo the canonical source that took its table in; null for a table that is gone
   * @param rowsBefore rows in its table before
   * @param rowsDeleted those of them that the manifest had loaded
   */
  record Gone(
      ManifestSource source, @Nullable SourceCode movedTo, long rowsBefore, long rowsDeleted) {
    RefreshEvent event(VersionKeeper keeper, String newManifest) {
      String code = source.code().value();
      return new RefreshEvent(
              code,
              rowsBefore,
              rowsBefore - rowsDeleted,
              rowsDeleted,
              0,
              keeper.manifestKeptAs(code),
              newManifest,
              keeper.keptAs(code))
          .withRowHashes(keeper.rowHashBefore(code), null);
    }

    String warning(VersionKeeper keeper) {
      String kept = keeper.keptAs(source.code().value());
      return source.code()
          + (source.decisions().skip()
              ? " is left out as decided: "
              : movedTo == null
                  ? " is no longer in the file: "
                  : " is stacked in " + movedTo + " now: ")
          + rowsDeleted
          + " rows were taken out of "
          + source.table()
          + (kept == null ? "" : " and are kept in " + kept);
    }
  }

  /**
   * Deletes the rows and forgets the exports, in the run's transaction.
   *
   * @param tables the tables that are there, and the sources that vanished
   * @param before the manifest that they were in
   * @param items gets the files to remove
   */
  List<Gone> remove(IssueTables tables, @Nullable Manifest before, List<FileOperation> items) {
    Connection connection = run.connection();
    ManifestRepository records = run.records();
    List<Gone> gone = new ArrayList<>();
    if (before == null) {
      return gone; // nothing was in use
    }
    for (ManifestSource source : tables.vanished()) {
      String code = source.code().value();
      String period = before.exportPeriod(source);
      long rows = records.findRowCount(connection, source.table(), period).orElse(0);
      long deleted =
          service.unload(connection, source.table(), before.name(), run.session().identity());
      records
          .findExport(connection, code, period)
          .ifPresent(
              export -> {
                Path file = workspace.resolve(export.path());
                removeFile(file, items);
                if (period == null) {
                  removeFile(VersionKeeper.sibling(file, ".md"), items);
                }
              });
      records.deleteExport(connection, code, period);
      if (period != null) {
        new CanonicalRepository(run.session().identity())
            .savePeriod(
                connection, code, new PeriodRows(period, before.name(), 0), run.id().value());
      }
      new QuarantineRepository(run.session().identity()).delete(connection, code, before.name());
      SourceCode movedTo = tables.movedTo(source.code());
      if (movedTo != null
          && period == null
          && records.findRowCount(connection, source.table()).orElse(0) == 0) {
        forget(source);
      }
      gone.add(new Gone(source, movedTo, rows, deleted));
    }
    return gone;
  }

  /**
   * Deletes a source of which nothing is left but its name; its table goes to the run's trash.
   * Undo makes it anew from the version that was kept.
   */
  private void forget(ManifestSource source) {
    TrashRepository.recordChangesOf(run.connection(), run.id());
    String what = "moving " + source.table() + " to the trash";
    Query.work(
        what,
        () ->
            TableLocks.shuttingReadersOut(
                run.connection(),
                what,
                List.of(source.table()),
                connection ->
                    Sql.update(
                        connection,
                        "DELETE FROM datawarp.tbl_data_sources WHERE code = ?",
                        source.code().value())));
    TrashRepository.recordNoMore(run.connection());
  }

  private void removeFile(Path file, List<FileOperation> items) {
    if (Files.isRegularFile(file)) {
      items.add(
          new FileOperation(
              FileOperation.Action.REMOVE, workspace.relative(file), "", FileHash.sha256(file)));
    }
  }
}
