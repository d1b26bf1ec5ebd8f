package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.SourceCode;
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

  /**
   * Reports on periods of a canonical source.
   *
   * @param manifests those of the periods, in order; the last one describes the source
   */
  static RefreshReport of(
      Workspace workspace, Run run, List<Manifest> manifests, SourceCode code, long rows) {
    ManifestSource source = manifests.get(manifests.size() - 1).source(code).orElseThrow();
    Map<String, String> places = new LinkedHashMap<>();
    places.put("workspace", workspace.root().toString());
    places.put("catalog", workspace.relative(workspace.catalog()));
    List<String> periods =
        manifests.stream().map(manifest -> String.valueOf(manifest.exportPeriod(source))).toList();
    String last = periods.get(periods.size() - 1);
    return new RefreshReport(
        code.value(),
        Outcome.DESCRIBED,
        run.id().value(),
        periods.size() == 1 ? last : periods.get(0) + " to " + last,
        List.of(
            new SourceResult(
                code.value(),
                source.table().toString(),
                source.name(),
                new RowCounts(0, 0, 0, 0, 0, 0, 0),
                List.of(),
                0,
                0,
                0,
                rows,
                source.columns().size(),
                List.of(),
                workspace.relative(workspace.currentOutput().resolve(code.value())))),
        places,
        List.of(),
        List.of(),
        run.takeNotes(),
        run.steps().times());
  }
}
