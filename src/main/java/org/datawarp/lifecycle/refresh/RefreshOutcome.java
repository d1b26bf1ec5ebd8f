package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.LoadPlan;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.RefreshEvent;
import org.jspecify.annotations.Nullable;

/** What a refresh tells of the tables that it loaded: to the history, and to a person. */
final class RefreshOutcome {
  private RefreshOutcome() {}

  /** Returns what the history keeps of each loaded source. */
  static List<RefreshEvent> events(
      RefreshRun.Extracted extracted,
      Map<String, LoadReport> loads,
      VersionKeeper keeper,
      Map<SourceCode, TableHash> rows,
      Map<String, RevisionSummary> revisions,
      String newManifest) {
    List<RefreshEvent> events = new ArrayList<>();
    loads.forEach(
        (code, load) ->
            events.add(
                new RefreshEvent(
                        code,
                        load.plan().tableChange() == LoadPlan.TableChange.CREATE
                            ? null
                            : load.plan().rowsBefore(),
                        load.rowsAfter(),
                        load.rowsDeleted(),
                        load.rowsLoaded(),
                        keeper.manifestKeptAs(code),
                        newManifest,
                        keeper.keptAs(code))
                    .withDetails(details(code, extracted, revisions))
                    .withRowHashes(keeper.rowHashBefore(code), hex(rows, code))));
    return events;
  }

  private static @Nullable String hex(Map<SourceCode, TableHash> rows, String code) {
    TableHash hash = rows.get(new SourceCode(code));
    return hash == null ? null : hash.hex();
  }

  /** Returns what the event of a source keeps beside its numbers; empty where there is nothing. */
  private static Map<String, Object> details(
      String code, RefreshRun.Extracted extracted, Map<String, RevisionSummary> revisions) {
    List<TableDifference> differences =
        extracted.differences().stream()
            .filter(difference -> difference.table().equals(code))
            .toList();
    List<UnclaimedCells> unclaimed =
        extracted.tables().unclaimed().stream()
            .filter(cells -> extracted.tables().isOnSheetOf(code, cells))
            .toList();
    Map<String, Object> details = new TreeMap<>();
    if (!differences.isEmpty()) {
      details.put("differences", differences);
    }
    if (!unclaimed.isEmpty()) {
      details.put("unclaimed", unclaimed);
    }
    RevisionSummary revision = revisions.get(code);
    if (revision != null) {
      details.put("revision", revision);
    }
    return details;
  }

  /** Returns what the report tells of each table. */
  static List<SourceResult> results(
      List<ReadTable> tables,
      Manifest manifest,
      RefreshRun.Loaded loaded,
      Map<String, RevisionSummary> revisions) {
    List<SourceResult> results = new ArrayList<>();
    for (ReadTable table : tables) {
      ManifestSource source = manifest.source(table.code()).orElseThrow();
      LoadReport load = loaded.loads().get(table.code().value());
      if (load == null) {
        throw new IllegalStateException("not loaded: " + table.code());
      }
      List<String> changes = new ArrayList<>();
      if (load.plan().tableChange() == LoadPlan.TableChange.ALTER) {
        load.plan().columnsAdded().forEach(name -> changes.add("new column " + name));
      }
      load.plan().columnsWidened().forEach(widening -> changes.add(widening.toString()));
      RevisionSummary revision = revisions.get(table.code().value());
      if (revision != null) {
        changes.add(revision.text());
      }
      if (loaded.unchanged().contains(table.code())) {
        changes.add("the file has the same rows; table and export stay as they are");
      }
      results.add(
          new SourceResult(
              table.code().value(),
              source.table().toString(),
              source.name(),
              table.counts(),
              table.leftOut(),
              loaded.quarantined().getOrDefault(table.code(), 0L),
              load.rowsLoaded(),
              load.rowsDeleted(),
              source.rows(),
              source.columns().size(),
              changes,
              source.parquetPath() == null ? "" : source.parquetPath()));
    }
    return results;
  }
}
