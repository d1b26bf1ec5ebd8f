package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.datawarp.lifecycle.run.CatalogEntryJson;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.document.SourceDocument;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Writes a workspace's manifests, exports, descriptions and catalogue anew from its database. A
 * file that is there stays as it is, whatever it holds.
 */
public final class FileRebuild {
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final ManifestRepository records;
  private final Map<String, Owner> ownersByPath = new LinkedHashMap<>();
  private final Map<String, Owner> ownersByCode = new LinkedHashMap<>();
  private final List<String> differing = new ArrayList<>();
  private final List<String> conflicts = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final Set<Path> placed = new HashSet<>();
  private final Placement placement;
  private int manifests;
  private int exports;
  private int present;

  /**
   * Makes the work.
   *
   * @param connection autocommit off; everything is read in one transaction, which is ended
   * @param placement what becomes of each file that is written
   */
  public FileRebuild(
      Workspace workspace, UUID identity, Connection connection, Placement placement) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.records = new ManifestRepository(identity);
    this.placement = placement;
  }

  /** What becomes of a file that is written: put in its place, now or with a run's commit. */
  public interface Placement {
    /** Puts each file in its place at once. */
    Placement AT_ONCE = AtomicFile::moveOver;

    /**
     * Takes a file.
     *
     * @param draft the whole file, in the folder of the work
     * @param target where it belongs; nothing is there
     */
    void place(Path draft, Path target);
  }

  /** Which files are meant. */
  private enum Scope {
    /** All that are recorded, archived ones too. */
    ALL("", ""),
    /** Manifests and exports in use: what is archived may be in a store alone. */
    IN_USE(" AND path LIKE 'manifests/%'", " AND archived_at IS NULL");

    private final String ofManifests;
    private final String ofExports;

    Scope(String ofManifests, String ofExports) {
      this.ofManifests = ofManifests;
      this.ofExports = ofExports;
    }
  }

  /** Writes everything that is missing, the catalogue too. */
  public RebuiltFiles runAll() {
    Path folder = workspace.temporary().resolve("rebuild-" + UUID.randomUUID());
    try {
      Files.createDirectories(folder);
      try {
        write(Scope.ALL, folder);
        writeCatalog(folder);
        return rebuilt();
      } finally {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot write into " + workspace.root() + ": " + IoErrors.of(e),
          "free space or mend permissions",
          e);
    }
  }

  /**
   * Writes what is missing of manifests, exports and descriptions in use; the catalogue is the
   * run's.
   *
   * @param folder where drafts are written
   */
  public RebuiltFiles runInUse(Path folder) {
    write(Scope.IN_USE, folder);
    return rebuilt();
  }

  private void write(Scope scope, Path folder) {
    try {
      writeManifests(scope, folder);
      for (Export export : listExports(scope)) {
        writeExport(export, folder);
      }
    } catch (SQLException e) {
      throw SqlErrors.translate("reading what the workspace had", e);
    }
  }

  private RebuiltFiles rebuilt() {
    SqlErrors.commit("reading what the workspace had", connection);
    return new RebuiltFiles(manifests, exports, present, differing, conflicts, missing);
  }

  private record Owner(Manifest manifest, ManifestSource source) {}

  private record Export(
      String code,
      @Nullable String period,
      String path,
      @Nullable String document,
      String sha256,
      String rowHash) {}

  private void writeManifests(Scope scope, Path folder) throws SQLException {
    String sql =
        "SELECT path, yaml, sha256, name FROM datawarp.tbl_manifests WHERE workspace = ?"
            + scope.ofManifests
            + " ORDER BY name";
    Sql.forEach(
        connection,
        sql,
        row -> writeManifest(row.getString(1), row.getString(4), row.getString(2), folder),
        identity);
  }

  private void writeManifest(String path, String name, String text, Path folder) {
    remember(name, text);
    Path file = inside(path, List.of("manifests", "archive"));
    if (file == null) {
      missing.add("manifest " + path + ": its path leads out of the workspace");
    } else if (!Files.notExists(file)) {
      compare(file, path, FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)));
    } else {
      place(text, file, folder);
      manifests++;
    }
  }

  private void remember(String name, String text) {
    Manifest manifest;
    try {
      manifest = ManifestStore.parse(name + ".yaml", text);
    } catch (DatawarpException e) {
      missing.add("manifest " + name + " in the database: " + e.getMessage());
      return;
    }
    for (ManifestSource source : manifest.sources()) {
      Owner owner = new Owner(manifest, source);
      String path = source.parquetPath();
      if (path != null) {
        ownersByPath.put(path, owner);
      }
      ownersByCode.put(source.code().value(), owner);
    }
  }

  private List<Export> listExports(Scope scope) throws SQLException {
    String sql =
        """
        SELECT source_code, period, path, description_path, sha256, row_hash
          FROM datawarp.tbl_exports WHERE workspace = ? AND format = 'parquet' %s
         -- the page that periods share is the newest one's
         ORDER BY source_code, period DESC, path
        """
            .formatted(scope.ofExports);
    return Query.list(
        connection,
        "listing the exports",
        sql,
        row ->
            new Export(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        identity);
  }

  private void writeExport(Export export, Path folder) throws SQLException {
    Path target = inside(export.path(), List.of("output", "archive"));
    if (target == null) {
      missing.add(export.path() + ": its path leads out of the workspace");
      return;
    }
    boolean isThere = !Files.notExists(target);
    if (isThere) {
      compare(target, export.path(), export.sha256());
    }
    Path page = missingPage(export);
    if (isThere && page == null) {
      return;
    }
    String wanted = isThere ? export.document() : export.path();
    Owner owner = ownersByPath.getOrDefault(export.path(), ownersByCode.get(export.code()));
    if (owner == null) {
      missing.add(wanted + ": no manifest describes it");
    } else if (records.findRowCount(connection, owner.source().table()).isEmpty()) {
      missing.add(wanted + ": its rows are no longer in the database; fetch the file");
    } else {
      writeAnew(export, owner, folder, isThere ? null : target, page);
    }
  }

  /** Returns where an export's page is to be that is recorded and not there; null for none. */
  private @Nullable Path missingPage(Export export) {
    String document = export.document();
    Path page = document == null ? null : inside(document, List.of("output", "archive"));
    return page == null || placed.contains(page) || !Files.notExists(page) ? null : page;
  }

  private void writeAnew(
      Export export, Owner owner, Path folder, @Nullable Path target, @Nullable Path page)
      throws SQLException {
    SourceDescription description =
        new Descriptions(records).of(connection, owner.manifest().header(), owner.source());
    Path draft = draft(folder, ".parquet");
    ExportReport report =
        new ParquetExporter().export(connection, request(export, owner, description, draft));
    if (!report.rowHash().equals(export.rowHash())) {
      deleteDraft(draft);
      missing.add(
          (target == null ? export.document() : export.path())
              + ": its rows in the database are not those that were exported");
      return;
    }
    if (target == null) {
      deleteDraft(draft);
    } else {
      place(export, report, target);
    }
    if (page != null) {
      String text =
          SourceDocument.render(
              description,
              report.at(workspace.resolve(export.path())),
              export.period() == null
                  ? null
                  : CanonicalExports.stack(records, connection, export.code()));
      place(text, page, folder);
    }
  }

  private void place(Export export, ExportReport report, Path target) {
    place(report.file(), target);
    if (report.sha256().equals(export.sha256())) {
      exports++;
    } else {
      differing.add(export.path());
    }
  }

  private void place(String text, Path target, Path folder) {
    Path draft = draft(folder, ".text");
    AtomicFile.replace(draft, text);
    place(draft, target);
  }

  private void place(Path draft, Path target) {
    placement.place(draft, target);
    placed.add(target);
  }

  private Path draft(Path folder, String suffix) {
    return folder.resolve("rebuilt-" + placed.size() + suffix);
  }

  /** The file of a period has the schema of the other periods. */
  private ExportRequest request(
      Export export, Owner owner, SourceDescription description, Path draft) {
    String period = export.period();
    return period == null
        ? new ExportRequest(description, owner.source().table(), RowFilter.all(), draft)
        : new ExportRequest(
            Descriptions.ofPeriod(description, period),
            owner.source().table(),
            RowFilter.periods(List.of(period)),
            draft,
            CanonicalExports.digits(new CanonicalRepository(identity), connection, export.code()));
  }

  private void writeCatalog(Path folder) {
    if (Files.exists(workspace.catalog())) {
      return;
    }
    Path draft = folder.resolve("catalog.parquet");
    Catalog.write(
        draft,
        records.listCatalogEntries(connection).stream().map(CatalogEntryJson::entry).toList());
    AtomicFile.moveOver(draft, workspace.catalog());
  }

  private void compare(Path file, String path, String sha256) {
    if (!Files.isReadable(file)) {
      missing.add(path + ": it cannot be read");
    } else if (FileHash.sha256(file).equals(sha256)) {
      present++;
    } else {
      conflicts.add(path);
    }
  }

  /** Returns the file a stored path means; null where it is not below one of the folders. */
  private @Nullable Path inside(String stored, List<String> folders) {
    return workspace
        .find(stored)
        .filter(
            file -> folders.stream().anyMatch(f -> file.startsWith(workspace.root().resolve(f))))
        .orElse(null);
  }

  private static void deleteDraft(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + draft + ": " + IoErrors.of(e), null, e);
    }
  }
}
