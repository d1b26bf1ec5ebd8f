package org.datawarp.lifecycle.refresh;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.IssueFacts;
import org.datawarp.model.ManifestState;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.Unpivot;
import org.datawarp.pipeline.extract.ExtractionVersion;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestFile;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestPart;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.TableDecisions;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Makes the manifest of what was read, keeping what people wrote in the one before. */
final class ManifestDraft {
  private final Workspace workspace;

  ManifestDraft(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Makes a draft.
   *
   * @param kept sources of the previous manifest that stay as they are (a partial refresh)
   */
  Manifest make(
      String name,
      String publication,
      @Nullable Period period,
      Issue issue,
      List<ReadTable> tables,
      List<ManifestSource> kept,
      Optional<Manifest> before,
      Map<String, String> options,
      Instant now,
      String run) {
    List<ManifestSource> sources = new ArrayList<>(kept);
    tables.forEach(table -> sources.add(source(table)));
    sources.sort((a, b) -> a.code().compareTo(b.code()));
    ManifestHeader old = before.map(Manifest::header).orElse(null);
    ManifestHeader header =
        new ManifestHeader(
            name,
            publication,
            description(old, issue),
            ManifestState.DRAFT,
            period,
            issue.location(),
            old == null ? now : old.createdAt(),
            now,
            old == null ? null : old.lastLoaded(),
            old == null ? null : old.lastCheckedAt(),
            now,
            ExtractionVersion.CURRENT,
            Manifest.marked(options, sources),
            List.of(),
            issue.files().stream().map(this::file).toList(),
            facts(old, tables),
            List.of(new ManifestHeader.StateChange(now, ManifestState.DRAFT, run)),
            old == null ? new LinkedHashMap<>() : old.extra());
    return new Manifest(
        header,
        sources,
        before
            .<Map<String, ? extends @Nullable Object>>map(Manifest::extra)
            .orElse(new LinkedHashMap<>()));
  }

  private static IssueFacts facts(@Nullable ManifestHeader old, List<ReadTable> tables) {
    return facts(old == null ? IssueFacts.NONE : old.facts(), tables);
  }

  /** What is said of an issue now counts; what is said no more stays as it was. */
  static IssueFacts facts(IssueFacts before, List<ReadTable> tables) {
    IssueFacts said = IssueFacts.NONE;
    for (ReadTable table : tables) {
      said = said.orElse(table.words().issue());
    }
    return said.orElse(before);
  }

  /** Returns what is known of a column, with its unit and notes as they are said now. */
  static ColumnFacts facts(ReadTable table, TableColumn column, ColumnFacts before) {
    ColumnFacts said = table.words().facts(table.table(), column);
    return before.with(
        said.unit() == null ? before.unit() : said.unit(),
        said.notes().isEmpty() ? before.notes() : said.notes());
  }

  /** Returns what is known of a table, with its unit and notes as they are said now. */
  static SourceFacts facts(ReadTable table, SourceFacts before) {
    SourceFacts said = table.words().facts(table.table());
    return new SourceFacts(
        before.description(),
        before.describedBy(),
        said.unit() == null ? before.unit() : said.unit(),
        said.notes().isEmpty() ? before.notes() : said.notes());
  }

  private static @Nullable String description(@Nullable ManifestHeader old, Issue issue) {
    if (old != null && old.description() != null) {
      return old.description();
    }
    return issue.page() == null || issue.page().title().isEmpty() ? null : issue.page().title();
  }

  private ManifestFile file(IssueFile file) {
    return new ManifestFile(
        file.file().url(),
        file.file().sha256(),
        file.file().sizeBytes(),
        workspace.relative(file.file().path()));
  }

  private static ManifestSource source(ReadTable table) {
    ManifestSource before = table.before();
    Map<String, ManifestColumn> known = new LinkedHashMap<>();
    if (before != null) {
      before.columns().forEach(column -> known.put(column.name(), column));
    }
    List<ManifestColumn> columns = new ArrayList<>();
    for (TableColumn column : table.table().columns()) {
      ManifestColumn old = known.get(column.name());
      columns.add(
          new ManifestColumn(
              column.name(),
              column.originalName(),
              column.header(),
              column.type(),
              facts(table, column, old == null ? ColumnFacts.NONE : old.facts()),
              column.markers(),
              column.keys(),
              old == null ? new LinkedHashMap<>() : old.extra()));
    }
    return new ManifestSource(
        table.code(),
        title(table),
        facts(table, before == null ? SourceFacts.NONE : before.facts()),
        before == null ? table.code().stagingTable() : before.table(),
        table.table().fingerprint(),
        table.table().rowsToLoad(),
        null,
        null,
        null,
        columns,
        table.table().parts().stream().map(part -> part(table, part)).toList(),
        before == null ? TableDecisions.NONE : before.decisions(),
        unpivoted(table.table().parts().get(0).table()),
        before == null ? new LinkedHashMap<>() : before.extra());
  }

  /** Returns the headers of the columns that become rows. */
  static List<String> unpivoted(DetectedTable table) {
    Unpivot unpivot = table.unpivot();
    if (unpivot == null) {
      return List.of();
    }
    return table.columns().stream()
        .filter(column -> unpivot.periodColumns().contains(column.name()))
        .map(column -> String.join(" / ", column.header()))
        .toList();
  }

  static String title(ReadTable table) {
    if (!table.table().title().isBlank()) {
      return table.table().title();
    }
    String sheet = table.table().parts().get(0).table().sheet();
    return sheet == null ? table.code().value() : sheet;
  }

  private static ManifestPart part(ReadTable table, SourcePart part) {
    DetectedTable shape = part.table();
    return new ManifestPart(
        table.file().file().url(),
        shape.sheet(),
        shape.member(),
        shape.number(),
        shape.headerRows(),
        shape.firstDataRow(),
        shape.lastDataRow(),
        shape.firstColumn(),
        shape.lastColumn(),
        part.rowsToLoad(),
        new LinkedHashMap<>());
  }
}
