package org.datawarp.workflow.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.KeptDownload;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.ValueText;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.LoadedFileRepository;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.repository.SourceRepository;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.trace.TracedRow.FileState;
import org.datawarp.workflow.trace.TracedRow.Origin;
import org.datawarp.workflow.trace.TracedRow.TracedFile;
import org.datawarp.workflow.trace.TracedRow.TracedValue;
import org.datawarp.workflow.trace.TracedRow.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Leads from values in a table back to the cells they were read from, and reads these again from
 * the kept download. Changes nothing.
 */
public final class TraceWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow; nothing is opened before it is asked for something. */
  public TraceWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /** Returns the workspace's folder. */
  public String root() {
    return workspace.root().toString();
  }

  /**
   * Traces the rows that a request means. Reads the table once, and each file they came from.
   *
   * @return empty where there is no workspace or no database yet
   * @throws NotFoundException if there is no such source, or no row fulfils the conditions
   * @throws UsageException if several sources are meant, or a condition is none
   */
  public Optional<TraceReport> trace(TraceRequest request) {
    return context
        .readIfPresent(
            "tracing rows", (connection, identity) -> find(connection, identity, request))
        .map(found -> report(request, found));
  }

  /**
   * A row as it is in the table.
   *
   * @param values its values by column, those that are null too
   */
  private record StoredRow(
      @Nullable LoadedFile file, Map<String, @Nullable String> values, List<String> asked) {
    @Nullable String value(String column) {
      return values.get(column);
    }

    @Nullable Long row() {
      String row = values.get("_source_row");
      return row == null ? null : Long.valueOf(row);
    }

    Rereading.Place place() {
      Long row = row();
      return new Rereading.Place(row == null ? -1 : row, values.get("_source_column"));
    }
  }

  /** What the database tells: the rows, and how many there are. */
  private record FoundRows(String source, TableName table, long matches, List<StoredRow> rows) {}

  private FoundRows find(Connection connection, UUID identity, TraceRequest asked) {
    SourceEntry source = source(connection, identity, asked);
    TraceRequest request = asked.of(period(connection, identity, asked, source));
    TableName table = source.tableName();
    List<StoredColumn> columns = StagingTableReader.columns(connection, table);
    Conditions conditions = new Conditions(table.toString(), columns);
    RowFilter filter = conditions.of(request);
    Set<String> chosen = new LinkedHashSet<>();
    request.columns().forEach(name -> chosen.add(conditions.column(name).name()));
    List<String> wanted =
        columns.stream()
            .map(StoredColumn::name)
            .filter(name -> chosen.isEmpty() ? !name.startsWith("_") : chosen.contains(name))
            .toList();
    List<Map<String, @Nullable String>> values = new ArrayList<>();
    long matches = 0;
    try (RowCursor rows = StagingTableReader.open(connection, table, columns, filter)) {
      while (rows.next()) {
        if (++matches <= request.limit()) {
          values.add(values(rows, columns));
        }
      }
    }
    if (matches == 0) {
      throw new NotFoundException(
          "no row of " + table + " fulfils that",
          "see its rows with psql, or leave a condition out");
    }
    Map<String, LoadedFile> files = new LinkedHashMap<>();
    for (Map<String, @Nullable String> row : values) {
      String id = row.get("_manifest_file_id");
      if (id != null && !files.containsKey(id)) {
        LoadedFileRepository.find(connection, Long.parseLong(id))
            .ifPresent(file -> files.put(id, file));
      }
    }
    return new FoundRows(
        source.code(),
        table,
        matches,
        values.stream()
            .map(row -> new StoredRow(files.get(row.get("_manifest_file_id")), row, wanted))
            .toList());
  }

  /** Of a canonical source, a manifest's name means its own period. */
  private static @Nullable String period(
      Connection connection, UUID identity, TraceRequest asked, SourceEntry source) {
    if (asked.period() != null || asked.source().matches(source.code())) {
      return asked.period();
    }
    return new CanonicalRepository(identity)
            .listCanonical(connection, List.of(source.code()))
            .isEmpty()
        ? null
        : source.period();
  }

  private static Map<String, @Nullable String> values(RowCursor rows, List<StoredColumn> columns) {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      values.put(columns.get(i).name(), rows.isNull(i) ? null : ValueText.of(rows, i));
    }
    return values;
  }

  private static SourceEntry source(Connection connection, UUID identity, TraceRequest request) {
    List<SourceEntry> all = new SourceRepository(identity).listSources(connection);
    List<SourceEntry> found =
        all.stream().filter(entry -> entry.isMeantBy(request.source())).toList();
    Optional<SourceEntry> exact =
        found.stream()
            .filter(entry -> entry.code().equals(request.source().toString()))
            .findFirst();
    if (found.isEmpty()) {
      throw NotFoundException.named(
          "there is no source '" + request.source() + "'",
          request.source().toString(),
          SourceEntry.names(all));
    }
    if (found.size() > 1 && exact.isEmpty()) {
      throw new UsageException(
          "'" + request.source() + "' means " + found.size() + " sources",
          "name one: " + String.join(", ", found.stream().map(SourceEntry::code).toList()));
    }
    return exact.orElse(found.get(0));
  }

  private TraceReport report(TraceRequest request, FoundRows found) {
    Map<LoadedFile, List<StoredRow>> byFile = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>();
    for (StoredRow row : found.rows()) {
      LoadedFile file = row.file();
      if (file != null) {
        byFile.computeIfAbsent(file, key -> new ArrayList<>()).add(row);
      }
    }
    Map<StoredRow, TracedRow> traced = new LinkedHashMap<>();
    byFile.forEach((file, rows) -> traced.putAll(readAgain(file, rows, warnings)));
    List<TracedRow> all = new ArrayList<>();
    for (StoredRow row : found.rows()) {
      TracedRow done = traced.get(row);
      if (done == null) {
        warnings.add("no file is recorded for a row of " + found.table());
      }
      all.add(done == null ? unread(row, null) : done);
    }
    return new TraceReport(
        root(), found.source(), found.table().toString(), found.matches(), all, warnings);
  }

  private Map<StoredRow, TracedRow> readAgain(
      LoadedFile file, List<StoredRow> rows, List<String> warnings) {
    Optional<Path> kept = kept(file);
    FileState state = kept.map(path -> state(path, file)).orElse(FileState.GONE);
    TracedFile told = told(file, kept, state);
    Map<StoredRow, TracedRow> traced = new LinkedHashMap<>();
    if (kept.isPresent() && state != FileState.CHANGED) {
      traced.putAll(readAgain(kept.get(), file, told, rows, warnings));
    } else {
      warnings.add(
          state == FileState.GONE
              ? "the download of " + file.url() + " is not kept any more; nothing was read again"
              : told.path() + " is not the file that was loaded; it was not read");
      rows.forEach(row -> traced.put(row, unread(row, told)));
    }
    return traced;
  }

  private Map<StoredRow, TracedRow> readAgain(
      Path path, LoadedFile file, TracedFile told, List<StoredRow> rows, List<String> warnings) {
    ManifestStore manifests = context.manifests();
    Optional<ManifestStore.Stored> manifest =
        manifests.findActive(file.manifest()).or(() -> manifests.findArchived(file.manifest()));
    Map<StoredRow, TracedRow> traced = new LinkedHashMap<>();
    try (TemporaryFolder temporary = TemporaryFolder.create();
        Extraction extraction = KeptDownload.read(manifest, file.url(), path, temporary.path())) {
      Optional<Rereading> table = Rereading.find(extraction, file);
      if (table.isEmpty()) {
        warnings.add(
            "today's rules find no table "
                + file.tableNumber()
                + (file.sheet() == null ? "" : " on sheet '" + file.sheet() + "'")
                + " in "
                + told.path());
      }
      table.ifPresent(found -> found.read(rows.stream().map(StoredRow::place).toList()));
      for (StoredRow row : rows) {
        traced.put(row, table.map(found -> traced(row, told, found)).orElse(unread(row, told)));
      }
    }
    return traced;
  }

  private static TracedRow traced(StoredRow row, TracedFile file, Rereading table) {
    return row(
        row,
        file,
        row.asked().stream()
            .map(column -> table.value(row.place(), column, row.value(column)))
            .toList());
  }

  private static TracedRow unread(StoredRow row, @Nullable TracedFile file) {
    return row(
        row,
        file,
        row.asked().stream()
            .map(
                column ->
                    new TracedValue(
                        column,
                        Origin.UNKNOWN,
                        null,
                        null,
                        row.value(column),
                        null,
                        Verdict.NOT_READ))
            .toList());
  }

  private static TracedRow row(StoredRow row, @Nullable TracedFile file, List<TracedValue> values) {
    return new TracedRow(
        row.value("_period"),
        row.row(),
        row.value("_source_column"),
        moment(row.value("_loaded_at")),
        file,
        values);
  }

  /** Moments in tables are in UTC. */
  private static @Nullable Instant moment(@Nullable String text) {
    try {
      return text == null
          ? null
          : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null; // a column of an adopted table may be text
    }
  }

  /** Finds the kept download, also where it was archived. */
  private Optional<Path> kept(LoadedFile file) {
    String path = file.localPath();
    if (path == null) {
      return Optional.empty();
    }
    return workspace
        .find(path)
        .filter(Files::isRegularFile)
        .or(() -> workspace.find("archive/" + path).filter(Files::isRegularFile));
  }

  private static FileState state(Path path, LoadedFile file) {
    if (file.sha256() == null) {
      return FileState.UNPROVEN;
    }
    return FileHash.sha256(path).equals(file.sha256()) ? FileState.AS_RECORDED : FileState.CHANGED;
  }

  private TracedFile told(LoadedFile file, Optional<Path> kept, FileState state) {
    return new TracedFile(
        file.url(),
        file.member(),
        file.sheet(),
        file.tableNumber(),
        file.sha256(),
        kept.map(workspace::relative).orElse(null),
        kept.map(TraceWorkflow::downloadedAt).orElse(null),
        file.run(),
        state);
  }

  /** Returns what the file beside a download says of its time. */
  private static @Nullable Instant downloadedAt(Path file) {
    Path meta = file.resolveSibling(file.getFileName() + ".meta");
    try {
      Object at =
          Files.isRegularFile(meta)
              ? JsonCodec.read(Files.readString(meta)).get("downloaded_at")
              : null;
      return at instanceof String text ? Instant.parse(text) : null;
    } catch (IOException | MalformedJsonException | DateTimeException e) {
      return null; // the time is told where it is known; the bytes are proven by their hash
    }
  }
}
