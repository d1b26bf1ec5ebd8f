package org.datawarp.workflow.status;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.FileExport;
import org.datawarp.model.RunId;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.SourceRepository;
import org.datawarp.repository.StoredManifest;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Exports and manifests in their places that the database does not record as they are, and whether
 * they prove to be Datawarp's: a Parquet file that names this workspace, the source and its period,
 * and whose rows hash as those of the table do; and a manifest that names such files.
 */
final class UnrecordedFiles {
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final ManifestRepository records;
  private final ManifestStore manifests;

  UnrecordedFiles(Workspace workspace, UUID identity, Connection connection) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.records = new ManifestRepository(identity);
    this.manifests = new ManifestStore(workspace);
  }

  /** An export that is proven. */
  record Export(SourceCode code, Path file, TableHash rows, @Nullable String manifest) {}

  /**
   * What was found.
   *
   * @param exports exports that are proven
   * @param manifests manifests that are
   * @param left files that are not, and why
   */
  record Found(
      Workspace workspace,
      List<Export> exports,
      List<ManifestStore.Stored> manifests,
      List<StatusRepairReport.Left> left) {
    StatusRepairReport report(@Nullable String run) {
      Stream<StatusRepairReport.Recorded> files =
          exports.stream()
              .map(
                  export ->
                      new StatusRepairReport.Recorded(
                          export.code().value(),
                          workspace.relative(export.file()),
                          "its " + export.rows().rowCount() + " rows are those of the table"));
      Stream<StatusRepairReport.Recorded> texts =
          manifests.stream()
              .map(
                  stored ->
                      new StatusRepairReport.Recorded(
                          stored.manifest().name(),
                          workspace.relative(stored.file()),
                          "it names the exports that are there"));
      return new StatusRepairReport(run, Stream.concat(files, texts).toList(), left);
    }
  }

  Found find() {
    List<Export> exports = new ArrayList<>();
    List<StatusRepairReport.Left> left = new ArrayList<>();
    Map<String, String> proven = new LinkedHashMap<>();
    Map<String, List<String>> owned = new LinkedHashMap<>();
    Map<String, String> owners = new LoadHistoryRepository(identity).listManifests(connection);
    for (SourceRepository.SourceEntry entry :
        new SourceRepository(identity).listSources(connection)) {
      String owner = owners.get(entry.code());
      Path file = workspace.currentOutput().resolve(entry.code() + ".parquet");
      if (!SourceCode.isValid(entry.code())
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      String sha256 = FileHash.sha256(file);
      Optional<ManifestRepository.ExportState> state =
          records.findExport(connection, entry.code(), null);
      boolean isRecorded = state.filter(known -> known.sha256().equals(sha256)).isPresent();
      Optional<String> doubt =
          isRecorded ? Optional.empty() : findDoubt(entry, state.isPresent(), file);
      if (doubt.isPresent()) {
        left.add(new StatusRepairReport.Left(entry.code(), workspace.relative(file), doubt.get()));
        continue;
      }
      if (!isRecorded) {
        exports.add(new Export(new SourceCode(entry.code()), file, ParquetRows.hash(file), owner));
      }
      proven.put(entry.code(), sha256);
      if (owner != null) {
        owned.computeIfAbsent(owner, name -> new ArrayList<>()).add(entry.code());
      }
    }
    return new Found(workspace, exports, manifests(owned, proven), left);
  }

  /** Records what was found, in the caller's transaction. */
  void record(Found found, RunId run) {
    for (Export export : found.exports()) {
      Path page = export.file().resolveSibling(export.code() + ".md");
      records.saveExport(
          connection,
          FileExport.stored(
              describe(export),
              FileExport.report(export.file(), export.rows()),
              workspace.relative(export.file()),
              workspace.relative(page),
              run.value()));
    }
    for (ManifestStore.Stored stored : found.manifests()) {
      String text = ManifestStore.text(stored.manifest());
      ManifestHeader header = stored.manifest().header();
      Period period = header.period();
      records.saveManifest(
          connection,
          new StoredManifest(
              header.name(),
              header.publication(),
              header.state().text(),
              period == null ? null : period.label(),
              workspace.relative(stored.file()),
              text,
              FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
              run.value(),
              header.lastLoaded(),
              header.lastCheckedAt()));
    }
  }

  private SourceDescription describe(Export export) {
    String name = export.manifest();
    Optional<Manifest> manifest =
        name == null ? Optional.empty() : read(name).map(ManifestStore.Stored::manifest);
    Optional<ManifestSource> source = manifest.flatMap(found -> found.source(export.code()));
    return manifest.isPresent() && source.isPresent()
        ? new Descriptions(records).of(connection, manifest.get().header(), source.get())
        : Descriptions.ofFile(export.code(), ParquetRows.metadata(export.file()));
  }

  /** Tells why a file is not taken for Datawarp's own. */
  private Optional<String> findDoubt(
      SourceRepository.SourceEntry entry, boolean isCurrent, Path file) {
    if (entry.parquet() != null && !isCurrent) {
      return Optional.of("the source's export is archived: " + entry.parquet());
    }
    try {
      Map<String, String> metadata = ParquetRows.metadata(file);
      String source = metadata.get("datawarp.source");
      if (!entry.code().equals(source)) {
        return Optional.of(
            source == null ? "Datawarp did not write it" : "it holds source " + source);
      }
      // Exports of older programs name no workspace; their rows have to tell.
      String of = metadata.getOrDefault("datawarp.workspace", identity.toString());
      if (!of.equals(identity.toString())) {
        return Optional.of("it was written by workspace " + of);
      }
      return rowsDiffer(entry, file, metadata);
    } catch (StorageException e) {
      return Optional.of("it cannot be read: " + e.getMessage());
    }
  }

  private Optional<String> rowsDiffer(
      SourceRepository.SourceEntry entry, Path file, Map<String, String> metadata) {
    String period = entry.period();
    List<String> periods = List.of(metadata.getOrDefault("datawarp.periods", "").split(","));
    if (period != null && !periods.contains(period)) {
      return Optional.of("it is not of period " + period);
    }
    String[] parts = entry.table().split("\\.", 2);
    TableName table = new TableName(parts[0], parts[1]);
    if (records.findRowCount(connection, table).isEmpty()) {
      return Optional.of("there is no table " + table);
    }
    TableHash rows = new ParquetExporter().hash(connection, table, RowFilter.all());
    return rows.equals(ParquetRows.hash(file))
        ? Optional.empty()
        : Optional.of("its rows are not those of " + table);
  }

  private List<ManifestStore.Stored> manifests(
      Map<String, List<String>> owned, Map<String, String> proven) {
    List<ManifestStore.Stored> all = new ArrayList<>();
    for (String name : owned.keySet()) {
      Optional<ManifestStore.Stored> stored = read(name);
      if (stored.isPresent() && !isRecorded(stored.get()) && names(stored.get(), proven)) {
        all.add(stored.get());
      }
    }
    return all;
  }

  private boolean isRecorded(ManifestStore.Stored stored) {
    String text = ManifestStore.text(stored.manifest());
    return records
        .findManifestText(connection, stored.manifest().name())
        .filter(text::equals)
        .isPresent();
  }

  /** Tells whether a manifest is of the very files that are in place. */
  private static boolean names(ManifestStore.Stored stored, Map<String, String> proven) {
    List<ManifestSource> sources = stored.manifest().loadable();
    return !sources.isEmpty()
        && sources.stream()
            .allMatch(
                source -> {
                  String sha256 = source.parquetSha256();
                  return sha256 != null && sha256.equals(proven.get(source.code().value()));
                });
  }

  private Optional<ManifestStore.Stored> read(String name) {
    try {
      return manifests.findActive(name);
    } catch (UsageException e) {
      return Optional.empty(); // no manifest; a refresh says so
    }
  }
}
