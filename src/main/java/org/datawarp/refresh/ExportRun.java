package org.datawarp.refresh;

import java.util.List;
import org.datawarp.config.Configuration;
import org.datawarp.db.Database;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.manifest.Manifest;
import org.datawarp.model.SourceCode;
import org.datawarp.workspace.Workspace;

/** The end of runs that leave rows as they are: new exports, committed and published. */
final class ExportRun {
  private final Workspace workspace;
  private final Database database;
  private final Configuration configuration;

  ExportRun(Workspace workspace, Database database, Configuration configuration) {
    this.workspace = workspace;
    this.database = database;
    this.configuration = configuration;
  }

  /** Exports sources of a manifest in the run's transaction, commits and publishes. */
  RefreshReport export(
      Run run, Manifest manifest, List<SourceCode> codes, List<PublishItem> items) {
    run.steps().start(RefreshStep.EXPORT);
    Manifest exported = new SourceExports(workspace, run).export(manifest, codes, items);
    run.steps().end();
    RunFinish finish = new RunFinish(workspace, database, configuration);
    String file = finish.planManifest(run, exported, items);
    List<RefreshEvent> events =
        exported.sources().stream()
            .map(
                source ->
                    new RefreshEvent(
                        source.code().value(),
                        source.rows(),
                        source.rows(),
                        0,
                        0,
                        null,
                        file,
                        null))
            .toList();
    finish.commit(run, events, items, exported.header().period());
    finish.publish(run, items, codes);
    return ExportReports.of(workspace, run, exported);
  }
}
