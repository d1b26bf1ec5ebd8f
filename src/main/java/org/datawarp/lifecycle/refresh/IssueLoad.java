package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.extract.QuarantinedCell;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.pipeline.load.PreloadedRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.QuarantineRepository;
import org.jspecify.annotations.Nullable;

/** Loads the tables of an issue in a run's transaction, with what their files say of markers. */
final class IssueLoad {
  private final WorkspaceContext context;
  private final LoadService service;
  private final Run run;
  private final RefreshRequest request;
  private final Issue issue;
  private final Manifest draft;
  private final UnchangedTables unchanged;
  private final ParquetDrafts drafts;

  IssueLoad(
      WorkspaceContext context,
      LoadService service,
      Run run,
      RefreshRequest request,
      Issue issue,
      Manifest draft,
      UnchangedTables unchanged,
      ParquetDrafts drafts) {
    this.context = context;
    this.service = service;
    this.run = run;
    this.request = request;
    this.issue = issue;
    this.draft = draft;
    this.unchanged = unchanged;
    this.drafts = drafts;
  }

  /**
   * Loads the tables.
   *
   * @param early ends a load that began while the file was read; asked once, when nothing of the
   *     run is uncommitted
   * @param adopted what was taken over from an estate of the Python version
   * @return the report of each, by code
   */
  Map<String, LoadReport> load(
      IssueTables tables, Supplier<Optional<PreloadedRows>> early, LoadRequests.Adopted adopted) {
    LoadRequests requests =
        new LoadRequests(
            context.workspace(),
            request,
            draft,
            new LoadRequests.Moment(run.session().identity(), run.id().value(), run.startedAt()),
            context.grantSelectTo(),
            adopted);
    Map<String, LoadReport> loads = new LinkedHashMap<>();
    @Nullable PreloadedRows begun = early.get().orElse(null);
    service.lock(
        run.connection(),
        tables.tables().stream().map(requests::of).toList(),
        tables.vanished().stream().map(ManifestSource::table).toList());
    for (ReadTable table : tables.tables()) {
      loads.put(
          table.code().value(),
          unchanged.load(
              draft.source(table.code()).orElseThrow(), () -> load(table, requests, begun)));
    }
    return loads;
  }

  private LoadReport load(ReadTable table, LoadRequests requests, @Nullable PreloadedRows begun) {
    LoadReport report =
        service.load(
            run.connection(),
            requests.of(table),
            begun,
            drafts.begin(draft.source(table.code()).orElseThrow()));
    if (begun != null && begun.isGoneOnWith()) {
      drafts.goOnWithEarly(table.code());
    }
    run.session()
        .records()
        .saveLegend(
            run.connection(),
            table.code().value(),
            RefreshRun.label(draft),
            run.id().value(),
            table.legend().stream()
                .map(
                    marker ->
                        new ManifestRepository.LegendEntry(
                            marker.token(), marker.kind().name(), marker.meaning()))
                .toList());
    return report;
  }

  /** Keeps the cells put aside in the place of those of the load before. */
  Map<SourceCode, Long> quarantine(IssueTables tables, Map<String, LoadReport> loads) {
    QuarantineRepository records = new QuarantineRepository(run.session().identity());
    Map<SourceCode, Long> counts = new TreeMap<>();
    for (ReadTable table : tables.tables()) {
      if (unchanged.contains(table.code())) {
        long aside = table.quarantined().values().stream().mapToLong(List::size).sum();
        counts.put(table.code(), aside);
        continue;
      }
      LoadReport load = Objects.requireNonNull(loads.get(table.code().value()));
      List<QuarantineRepository.Entry> entries = new ArrayList<>();
      table
          .quarantined()
          .forEach(
              (part, cells) ->
                  cells.forEach(
                      cell -> entries.add(entry(cell, load.manifestFileIds().get(part)))));
      records.replace(
          run.connection(),
          new QuarantineRepository.Load(
              table.code().value(),
              draft.name(),
              RefreshRun.label(draft),
              run.id().value(),
              load.loadId()),
          entries);
      counts.put(table.code(), (long) entries.size());
    }
    return counts;
  }

  private static QuarantineRepository.Entry entry(QuarantinedCell cell, long file) {
    return new QuarantineRepository.Entry(
        file,
        cell.member(),
        cell.sheet(),
        cell.cell(),
        cell.row(),
        cell.column(),
        cell.raw(),
        cell.reason());
  }
}
