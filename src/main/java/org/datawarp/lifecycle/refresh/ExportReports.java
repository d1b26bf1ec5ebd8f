package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.RowCounts;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.storage.workspace.Workspace;

/** Reports of runs that wrote exports and left rows as they were. */
final class ExportReports {
  private ExportReports() {}

  static RefreshReport of(Workspace workspace, Run run, Manifest manifest) {
    List<SourceResult> results = new ArrayList<>();
    for (ManifestSource source : manifest.loadable()) {
      results.add(
          new SourceResult(
              source.code().value(),
              source.table().toString(),
              source.name(),
              new RowCounts(0, 0, 0, 0, 0, 0, 0),
              List.of(),
              0,
              0,
              0,
              source.rows(),
              source.columns().size(),
              List.of(),
              source.parquetPath() == null ? "" : source.parquetPath()));
    }
    Period period = manifest.header().period();
    return new RefreshReport(
        manifest.name(),
        Outcome.DESCRIBED,
        run.id().value(),
        period == null ? null : period.label(),
        results,
        ReportFiles.of(workspace, new ManifestStore(workspace).activeFile(manifest.name())),
        List.of(),
        List.of(),
        run.takeNotes(),
        run.steps().times());
  }
}
