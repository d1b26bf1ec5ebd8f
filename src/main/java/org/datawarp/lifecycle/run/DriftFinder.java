package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.model.ManifestState;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestProgress;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Finds in what files, manifests' headers and the database are at odds. It reads names, sizes, the
 * catalogue and those manifests whose text is not the recorded one; no export and no table, so that
 * it is quick on a large estate. What the rows of a file are, only {@code status --fix} reads. What
 * cannot be read is not taken for gone.
 *
 * <p>While a run is at work its files may be ahead of its records: then nothing is said of files.
 */
public final class DriftFinder {
  private static final String PARQUET = ".parquet";

  private final Workspace workspace;
  private final UUID identity;

  /** Makes the look at a workspace; nothing is read before. */
  public DriftFinder(Workspace workspace, UUID identity) {
    this.workspace = workspace;
    this.identity = identity;
  }

  /** Finds everything, the gravest first. The transaction is the caller's. */
  public List<Drift> find(Connection connection) {
    Optional<String> unusual =
        new UsualDatabase(workspace, identity, DatabaseAcceptance.USUAL).findReason(connection);
    if (unusual.isPresent()) {
      return List.of(new Drift(Drift.Kind.DATABASE, "database", null, unusual.get()));
    }
    String before = work(connection);
    List<Export> exports = exports(connection);
    Set<String> registered = registered(connection);
    List<Drift> unreadable = new ArrayList<>();
    Map<String, Long> there = parquetFiles(unreadable);
    List<Drift> all = new ArrayList<>(unregistered(exports, registered, there.keySet()));
    all.addAll(exportFiles(exports, registered, there));
    all.addAll(manifestFiles(connection));
    all.addAll(unreadable);
    return before.equals(work(connection)) && before.startsWith("0 ") ? all : List.of();
  }

  private record Export(String source, String path, @Nullable String page, long sizeBytes) {}

  private record Recorded(String name, String path, String state, String text, String sha256) {}

  /** Tells how many runs are unfinished, and when one was finished last. */
  private String work(Connection connection) {
    return Query.find(
            connection,
            "looking for unfinished runs",
            """
            SELECT count(*) FILTER (WHERE status = 'in_progress'
                       OR (publish_list IS NOT NULL AND published_at IS NULL))
                   || ' ' || coalesce(max(published_at)::text, '')
            FROM datawarp.tbl_runs WHERE workspace = ?
            """,
            row -> row.getString(1),
            identity)
        .orElseThrow();
  }

  private List<Export> exports(Connection connection) {
    return Query.list(
        connection,
        "listing the exports",
        """
        SELECT source_code, path, description_path, size_bytes FROM datawarp.tbl_exports
        WHERE workspace = ? AND format = 'parquet' AND archived_at IS NULL ORDER BY path
        """,
        row -> new Export(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
        identity);
  }

  private Set<String> registered(Connection connection) {
    return new HashSet<>(
        Query.list(
            connection,
            "listing the sources",
            "SELECT code FROM datawarp.tbl_data_sources WHERE workspace IS NULL OR workspace = ?",
            row -> row.getString(1),
            identity));
  }

  /** Reads the catalogue, which takes longest, only for a file of no registered source. */
  private List<Drift> unregistered(
      List<Export> exports, Set<String> registered, Set<String> there) {
    Set<String> lost = new TreeSet<>(exports.stream().map(Export::source).toList());
    if (!there.stream().allMatch(path -> registered.contains(code(path)))) {
      catalog().forEach(line -> lost.add(line.source()));
    }
    lost.removeAll(registered);
    return lost.stream()
        .map(code -> new Drift(Drift.Kind.UNREGISTERED, code, code, "exported and not registered"))
        .toList();
  }

  private List<CatalogEntry> catalog() {
    return Catalog.isCatalog(workspace.catalog()) ? Catalog.read(workspace.catalog()) : List.of();
  }

  private List<Drift> exportFiles(
      List<Export> exports, Set<String> registered, Map<String, Long> there) {
    List<Drift> all = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Export export : exports) {
      known.add(export.path());
      Long size = there.get(export.path());
      if (size == null && isGone(export.path())) {
        all.add(missing(export.path(), export.source()));
      } else if (size != null && size != export.sizeBytes()) {
        all.add(
            new Drift(
                Drift.Kind.CHANGED,
                export.path(),
                export.source(),
                "of another size than recorded"));
      }
      String page = export.page();
      if (page != null && known.add(page) && isGone(page)) {
        all.add(missing(page, export.source()));
      }
    }
    if (!known.isEmpty() && Files.notExists(workspace.catalog())) {
      all.add(missing(workspace.relative(workspace.catalog()), null));
    }
    for (String path : there.keySet()) {
      String code = code(path);
      if (!known.contains(path) && registered.contains(code)) {
        all.add(new Drift(Drift.Kind.UNRECORDED, path, code, "there and not recorded"));
      }
    }
    return all;
  }

  private static Drift missing(String path, @Nullable String source) {
    return new Drift(Drift.Kind.MISSING, path, source, "recorded and not there");
  }

  /** Tells whether surely no file is there: none, or something else than a file. */
  private boolean isGone(String path) {
    return workspace
        .find(path)
        .filter(
            file ->
                Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        && !Files.notExists(file, LinkOption.NOFOLLOW_LINKS)))
        .isEmpty();
  }

  private static Drift unreadable(UnreadablePath path, @Nullable String source) {
    return new Drift(
        Drift.Kind.UNREADABLE, path.path(), source, "cannot be read (" + path.reason() + ")");
  }

  /** Returns the sizes of the Parquet files in place, by path; the catalogue is none of them. */
  private Map<String, Long> parquetFiles(List<Drift> unreadable) {
    Path folder = workspace.currentOutput();
    if (!Files.isDirectory(folder)) {
      return Map.of();
    }
    ExportSizes visitor = new ExportSizes(folder, unreadable);
    try {
      Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), 2, visitor);
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
    return visitor.sizes;
  }

  /** Notes the sizes of exports. The folder may be a link; what lies in it may be none. */
  private final class ExportSizes extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final List<Drift> unreadable;
    private final Map<String, Long> sizes = new TreeMap<>();

    ExportSizes(Path folder, List<Drift> unreadable) {
      this.folder = folder;
      this.unreadable = unreadable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
      return below.equals(folder) || !Files.isSymbolicLink(below)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()
          && isExport(String.valueOf(file.getFileName()))
          && !Files.isSymbolicLink(file)
          && !file.equals(workspace.catalog())) {
        sizes.put(workspace.relative(file), attributes.size());
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (!(failure instanceof NoSuchFileException)) { // gone between two looks
        unreadable.add(unreadable(IoErrors.unreadable(workspace.relative(file), failure), null));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean isExport(String name) {
    return name.endsWith(PARQUET) && !name.startsWith(".");
  }

  /** Returns the code a file is called after; of a canonical source the folder bears it. */
  private String code(String path) {
    Path file = workspace.currentOutput().relativize(workspace.resolve(path));
    String name = String.valueOf(file.getName(0));
    return file.getNameCount() > 1 ? name : name.substring(0, name.length() - PARQUET.length());
  }

  private List<Drift> manifestFiles(Connection connection) {
    List<Drift> all = new ArrayList<>();
    Map<String, Recorded> recorded = new TreeMap<>();
    String folder = workspace.relative(workspace.activeManifests()) + "/";
    for (Recorded manifest : recorded(connection)) {
      recorded.put(manifest.path(), manifest);
      if (manifest.path().startsWith(folder) && isGone(manifest.path())) {
        all.add(missing(manifest.path(), manifest.name()));
      }
    }
    for (Path file : activeManifests(all)) {
      header(file, recorded.get(workspace.relative(file))).ifPresent(all::add);
    }
    return all;
  }

  private List<Recorded> recorded(Connection connection) {
    return Query.list(
        connection,
        "listing the manifests",
        """
        SELECT name, path, state, yaml, sha256 FROM datawarp.tbl_manifests
        WHERE workspace = ? ORDER BY path
        """,
        row ->
            new Recorded(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5)),
        identity);
  }

  private List<Path> activeManifests(List<Drift> all) {
    Path folder = workspace.activeManifests();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(".yaml"))
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      all.add(unreadable(IoErrors.unreadable(workspace.relative(folder), e), null));
      return List.of();
    }
  }

  /** What a person may write into a manifest is no drift; what runs write into it is. */
  private Optional<Drift> header(Path file, @Nullable Recorded recorded) {
    String path = workspace.relative(file);
    String name = recorded == null ? null : recorded.name();
    if (!Files.isReadable(file)) {
      return Optional.of(
          unreadable(IoErrors.unreadable(path, new AccessDeniedException(path)), name));
    }
    if (recorded != null && recorded.sha256().equals(FileHash.sha256(file))) {
      return Optional.empty();
    }
    try {
      Manifest manifest = new ManifestStore(workspace).read(file);
      if (recorded == null) {
        boolean isDraft =
            manifest.state() == ManifestState.DRAFT || manifest.state() == ManifestState.ENRICHED;
        return isDraft
            ? Optional.empty()
            : Optional.of(
                new Drift(Drift.Kind.UNRECORDED, path, manifest.name(), "there and not recorded"));
      }
      Manifest known = ManifestStore.parse(recorded.name() + ".yaml", recorded.text());
      return ManifestProgress.isSame(manifest, known)
          ? Optional.empty()
          : Optional.of(
              new Drift(Drift.Kind.HEADER, path, manifest.name(), difference(manifest, known)));
    } catch (UsageException e) {
      return Optional.empty(); // no manifest; 'list' and 'refresh' say what is wrong with it
    }
  }

  private static String difference(Manifest manifest, Manifest known) {
    if (manifest.state() != known.state()) {
      return "its header says "
          + manifest.state().text()
          + ", the database "
          + known.state().text();
    }
    Instant said = manifest.header().lastLoaded();
    Instant loaded = known.header().lastLoaded();
    return Objects.equals(said, loaded)
        ? "its header names other exports than the database"
        : "its header says it was loaded " + said + ", the database " + loaded;
  }
}
