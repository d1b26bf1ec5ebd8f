package org.datawarp.workflow.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.datawarp.pipeline.manifest.ManifestProgress;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.CanonicalRepository;
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
  private final Map<Path, Path> drafts;

  /**
   * Makes the look.
   *
   * @param drafts files that a run is about to put in their places, by these places: they count as
   *     if they were there
   */
  UnrecordedFiles(
      Workspace workspace, UUID identity, Connection connection, Map<Path, Path> drafts) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.records = new ManifestRepository(identity);
    this.manifests = new ManifestStore(workspace);
    this.drafts = drafts;
  }

  /**
   * An export that is proven.
   *
   * @param period the stored form of the one period it holds; null where it holds every row
   * @param manifest the manifest that loaded its rows; null where none is known
   */
  record Export(
      SourceCode code,
      @Nullable String period,
      Path file,
      TableHash rows,
      @Nullable String manifest) {}

  /** A place of an export, where a file is. */
  private record Place(
      SourceRepository.SourceEntry entry,
      @Nullable String period,
      Path file,
      @Nullable String owner) {
    String key() {
      return UnrecordedFiles.key(entry.code(), period);
    }
  }

  private static String key(String code, @Nullable String period) {
    return period == null ? code : code + " " + period;
  }

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
    /** Tells whether a manifest's file proves to be right, and not its record. */
    boolean proves(String path) {
      return manifests.stream().anyMatch(stored -> workspace.relative(stored.file()).equals(path));
    }

    List<StatusRepairReport.Recorded> recorded() {
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
      return Stream.concat(files, texts).toList();
    }
  }

  Found find() {
    List<Export> exports = new ArrayList<>();
    List<StatusRepairReport.Left> left = new ArrayList<>();
    Map<String, String> proven = new LinkedHashMap<>();
    Set<String> owners = new LinkedHashSet<>();
    for (Place place : places(left)) {
      String code = place.entry().code();
      if (!Files.isReadable(content(place.file()))) {
        left.add(
            new StatusRepairReport.Left(
                code, workspace.relative(place.file()), "it cannot be read"));
        continue;
      }
      String sha256 = FileHash.sha256(content(place.file()));
      Optional<ManifestRepository.ExportState> state =
          records.findExport(connection, code, place.period());
      boolean isRecorded = state.filter(known -> known.sha256().equals(sha256)).isPresent();
      Optional<String> doubt = isRecorded ? Optional.empty() : findDoubt(place, state.isPresent());
      if (doubt.isPresent()) {
        left.add(new StatusRepairReport.Left(code, workspace.relative(place.file()), doubt.get()));
        continue;
      }
      if (!isRecorded) {
        exports.add(
            new Export(
                new SourceCode(code),
                place.period(),
                place.file(),
                ParquetRows.hash(content(place.file())),
                place.owner()));
      }
      proven.put(place.key(), sha256);
      if (place.owner() != null) {
        owners.add(place.owner());
      }
    }
    return new Found(workspace, exports, manifests(owners, proven), left);
  }

  /** Lists where files are that may be exports: of a source, or of periods of a canonical one. */
  private List<Place> places(List<StatusRepairReport.Left> left) {
    Map<String, String> owners = new LoadHistoryRepository(identity).listManifests(connection);
    CanonicalRepository canonical = new CanonicalRepository(identity);
    List<Place> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (SourceRepository.SourceEntry entry :
        new SourceRepository(identity).listSources(connection)) {
      String code = entry.code();
      if (!SourceCode.isValid(code) || !seen.add(code)) {
        continue;
      }
      Path alone = workspace.export(new SourceCode(code), null);
      if (isFile(alone)) {
        all.add(new Place(entry, null, alone, owners.get(code)));
      }
      Set<Path> known = new HashSet<>();
      for (CanonicalRepository.PeriodRows period : canonical.listPeriods(connection, code)) {
        Path file = workspace.export(new SourceCode(code), period.period());
        known.add(file);
        if (isFile(file)) {
          all.add(new Place(entry, period.period(), file, period.manifest()));
        }
      }
      for (Path file : parquetFiles(workspace.currentOutput().resolve(code))) {
        if (!known.contains(file)) {
          left.add(
              new StatusRepairReport.Left(
                  code, workspace.relative(file), "no period of " + code + " is called so"));
        }
      }
    }
    return all;
  }

  private static List<Path> parquetFiles(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(".parquet"))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Records what was found, in the caller's transaction. */
  void record(Found found, RunId run) {
    for (Export export : found.exports()) {
      Path page = workspace.page(export.code());
      records.saveExport(
          connection,
          FileExport.stored(
              describe(export),
              export.period(),
              FileExport.report(content(export.file()), export.rows()),
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
        name == null
            ? Optional.empty()
            : read(name).map(ManifestStore.Stored::manifest).or(() -> recorded(name));
    Optional<ManifestSource> source = manifest.flatMap(found -> found.source(export.code()));
    if (manifest.isPresent() && source.isPresent()) {
      SourceDescription all =
          new Descriptions(records).of(connection, manifest.get().header(), source.get());
      return export.period() == null ? all : Descriptions.ofPeriod(all, export.period());
    }
    return Descriptions.ofFile(export.code(), ParquetRows.metadata(content(export.file())));
  }

  /** Tells why a file is not taken for Datawarp's own. */
  private Optional<String> findDoubt(Place place, boolean isCurrent) {
    SourceRepository.SourceEntry entry = place.entry();
    Path file = place.file();
    if (place.period() == null && entry.parquet() != null && !isCurrent) {
      return Optional.of("the source's export is archived: " + entry.parquet());
    }
    try {
      Map<String, String> metadata = ParquetRows.metadata(content(file));
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
      return rowsDiffer(place, metadata);
    } catch (StorageException e) {
      return Optional.of("it cannot be read: " + e.getMessage());
    }
  }

  private Optional<String> rowsDiffer(Place place, Map<String, String> metadata) {
    String own = place.period();
    String period = own == null ? place.entry().period() : own;
    List<String> periods = List.of(metadata.getOrDefault("datawarp.periods", "").split(","));
    if (period != null && !periods.contains(period)) {
      return Optional.of("it is not of period " + period);
    }
    TableName table = place.entry().tableName();
    if (records.findRowCount(connection, table).isEmpty()) {
      return Optional.of("there is no table " + table);
    }
    TableHash rows =
        new ParquetExporter()
            .hash(
                connection, table, own == null ? RowFilter.all() : RowFilter.periods(List.of(own)));
    return rows.equals(ParquetRows.hash(content(place.file())))
        ? Optional.empty()
        : Optional.of("its rows are not those of " + table);
  }

  private List<ManifestStore.Stored> manifests(Set<String> owners, Map<String, String> proven) {
    List<ManifestStore.Stored> all = new ArrayList<>();
    for (String name : owners) {
      Optional<ManifestStore.Stored> stored = read(name);
      if (stored.isPresent() && !isRecorded(stored.get()) && names(stored.get(), proven)) {
        all.add(stored.get());
      }
    }
    return all;
  }

  /** What a person has written into a manifest since makes it no other one. */
  private boolean isRecorded(ManifestStore.Stored stored) {
    Manifest manifest = stored.manifest();
    return recorded(manifest.name())
        .filter(known -> ManifestProgress.isSame(manifest, known))
        .isPresent();
  }

  private Optional<Manifest> recorded(String name) {
    return records
        .findManifestText(connection, name)
        .map(text -> ManifestStore.parse(name + ".yaml", text));
  }

  private boolean isFile(Path place) {
    return drafts.containsKey(place) || Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns where a file's bytes are now. */
  private Path content(Path place) {
    return drafts.getOrDefault(place, place);
  }

  /** Tells whether a manifest is of the very files that are in place. */
  private static boolean names(ManifestStore.Stored stored, Map<String, String> proven) {
    Manifest manifest = stored.manifest();
    List<ManifestSource> sources = manifest.loadable();
    return !sources.isEmpty()
        && sources.stream()
            .allMatch(
                source -> {
                  String sha256 = source.parquetSha256();
                  return sha256 != null
                      && sha256.equals(
                          proven.get(key(source.code().value(), manifest.exportPeriod(source))));
                });
  }

  private Optional<ManifestStore.Stored> read(String name) {
    try {
      return manifests.findActive(name);
    } catch (UsageException e) {
      return Optional.empty(); // no manifest; a refresh says so
    } catch (StorageException e) {
      return Optional.empty(); // cannot be read, which is told as such
    }
  }
}
