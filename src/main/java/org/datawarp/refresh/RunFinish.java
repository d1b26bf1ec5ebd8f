package org.datawarp.refresh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.config.Configuration;
import org.datawarp.db.Database;
import org.datawarp.error.OutcomeUnknownException;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.journal.StoredManifest;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestHeader;
import org.datawarp.manifest.ManifestStore;
import org.datawarp.model.Period;
import org.datawarp.model.SourceCode;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** The end of every run that changes a manifest: the commit that decides, then the renames. */
final class RunFinish {
  private final Workspace workspace;
  private final Database database;
  private final Configuration configuration;

  RunFinish(Workspace workspace, Database database, Configuration configuration) {
    this.workspace = workspace;
    this.database = database;
    this.configuration = configuration;
  }

  /**
   * Writes the manifest into the run's folder and the database, and plans to put it in place.
   *
   * @return its file, relative to the workspace
   */
  String planManifest(Run run, Manifest manifest, List<PublishItem> items) {
    ManifestStore manifests = new ManifestStore(workspace);
    Path target = manifests.activeFile(manifest.name());
    String text = ManifestStore.text(manifest);
    Path file = SourceExports.newFile(run, manifest.name() + ".yaml");
    AtomicFile.replace(file, text);
    items.add(SourceExports.replaceItem(workspace, file, target, FileHash.sha256(file)));
    manifests
        .findPending(manifest.name())
        .ifPresent(
            draft ->
                items.add(
                    new PublishItem(
                        PublishItem.Action.REMOVE,
                        workspace.relative(draft.file()),
                        "",
                        FileHash.sha256(draft.file()))));
    ManifestHeader header = manifest.header();
    run.session()
        .records()
        .saveManifest(
            run.session().connection(),
            new StoredManifest(
                header.name(),
                header.publication(),
                header.state().text(),
                label(header.period()),
                workspace.relative(target),
                text,
                FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
                run.id().value(),
                header.lastLoaded(),
                header.lastCheckedAt()));
    return workspace.relative(target);
  }

  /** Stores what the run owes and its success, and commits: from here on the new is what counts. */
  void commit(
      Run run, List<RefreshEvent> events, List<PublishItem> items, @Nullable Period period) {
    run.steps().start(RefreshStep.COMMIT);
    run.journal().succeed(run.session().connection(), run.id(), events, items, label(period));
    try {
      new RunCommit(database, run.journal()).commit(run.session().connection(), run.id());
    } catch (OutcomeUnknownException e) {
      run.leaveToRecovery();
      throw e;
    }
    run.leaveToRecovery();
    run.steps().end();
  }

  /** Puts the files in their places, rebuilds the catalogue and marks the run published. */
  void publish(Run run, List<PublishItem> items, List<SourceCode> sources) {
    Publisher publisher = Recovery.publisher(workspace, run.session().identity(), configuration);
    run.steps().start(RefreshStep.PUBLISH);
    publisher.publish(items);
    run.steps().end();
    run.steps().start(RefreshStep.CATALOG);
    publisher.rebuildCatalog(run.session().connection(), run.folder());
    run.steps().end();
    run.steps().start(RefreshStep.FINISH);
    run.journal().published(run.session().connection(), run.id());
    // Only now: a version pruned before the run is published would be asked for again.
    sources.forEach(publisher::prune);
    run.steps().end();
  }

  private static @Nullable String label(@Nullable Period period) {
    return period == null ? null : period.label();
  }
}
