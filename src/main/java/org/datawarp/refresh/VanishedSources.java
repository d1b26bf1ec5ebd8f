package org.datawarp.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.QuarantineRecords;
import org.datawarp.journal.Records;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.load.LoadService;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.run.Run;
import org.datawarp.version.Keeper;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.Workspace;

/**
 * Takes away what a manifest loaded from tables that are no longer in its file. Their rows and
 * exports have been kept before; the sources stay registered, so that their history can be read.
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
   * @param rowsBefore rows in its table before
   * @param rowsDeleted those of them that the manifest had loaded
   */
  record Gone(ManifestSource source, long rowsBefore, long rowsDeleted) {
    RefreshEvent event(Keeper keeper, String newManifest) {
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

    String warning(Keeper keeper) {
      String kept = keeper.keptAs(source.code().value());
      return source.code()
          + (source.decisions().skip()
              ? " is left out as decided: "
              : " is no longer in the file: ")
          + rowsDeleted
          + " rows were taken out of "
          + source.table()
          + (kept == null ? "" : " and are kept in " + kept);
    }
  }

  /**
   * Deletes the rows and forgets the exports, in the run's transaction.
   *
   * @param items gets the files to remove
   */
  List<Gone> remove(List<ManifestSource> vanished, String manifest, List<PublishItem> items) {
    Connection connection = run.connection();
    Records records = run.records();
    List<Gone> gone = new ArrayList<>();
    for (ManifestSource source : vanished) {
      long before = records.findRowCount(connection, source.table()).orElse(0);
      long deleted = service.unload(connection, source.table(), manifest, run.session().identity());
      records
          .findExport(connection, source.code().value())
          .ifPresent(
              export -> {
                Path file = workspace.resolve(export.path());
                removeFile(file, items);
                removeFile(Keeper.sibling(file, ".md"), items);
              });
      records.deleteExport(connection, source.code().value());
      new QuarantineRecords(run.session().identity())
          .delete(connection, source.code().value(), manifest);
      gone.add(new Gone(source, before, deleted));
    }
    return gone;
  }

  private void removeFile(Path file, List<PublishItem> items) {
    if (Files.isRegularFile(file)) {
      items.add(
          new PublishItem(
              PublishItem.Action.REMOVE, workspace.relative(file), "", FileHash.sha256(file)));
    }
  }
}
