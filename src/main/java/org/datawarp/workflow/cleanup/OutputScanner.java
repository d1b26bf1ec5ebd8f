package org.datawarp.workflow.cleanup;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.datawarp.lifecycle.run.OldVersions;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.KeptFileRepository.KeptFile;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Finds orphans among exports, descriptions, the catalogue and old versions. */
final class OutputScanner {
  private static final String CURRENT = "output/current/";
  private static final String VERSIONS = "output/.versions/";
  private static final String PARQUET = ".parquet";
  private static final String DESCRIPTION = ".md";
  private static final Pattern VERSION =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-\\d{1,9})?(-rows)?\\.(parquet|md|yaml)");

  private static final int SOURCES_AT_A_TIME = 500;

  private final Connection connection;
  private final UUID identity;
  private final Workspace workspace;
  private final FileTree tree;
  private final int versionsKept;
  private final ScanDepth depth;
  private final Map<String, Export> exports = new LinkedHashMap<>();
  private final Set<String> descriptions = new HashSet<>();
  private final Set<String> codes = new HashSet<>();
  private final Set<String> found = new HashSet<>();

  OutputScanner(
      Connection connection, UUID identity, Workspace workspace, FileTree tree, Asked asked) {
    this.connection = connection;
    this.identity = identity;
    this.workspace = workspace;
    this.tree = tree;
    this.versionsKept = asked.versionsKept();
    this.depth = asked.depth();
  }

  /**
   * What is asked.
   *
   * @param versionsKept how many versions of a period are kept
   */
  record Asked(int versionsKept, ScanDepth depth) {}

  /** An export that is recorded as current. */
  private record Export(
      long id,
      String path,
      @Nullable String description,
      String source,
      @Nullable Instant at,
      String sha256,
      String fingerprint) {}

  /** Reads what is recorded; call it first. */
  OutputScanner read() {
    Query.list(
            connection,
            "listing the exports",
            """
            SELECT id, path, description_path, source_code, exported_at, sha256, md5(e::text)
              FROM datawarp.tbl_exports e WHERE workspace = ? AND archived_at IS NULL
            """,
            row ->
                new Export(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    Query.instant(row, 5),
                    row.getString(6),
                    row.getString(7)),
            identity)
        .forEach(
            export -> {
              exports.put(export.path(), export);
              if (export.description() != null) {
                descriptions.add(export.description());
              }
            });
    codes.addAll(
        Query.list(
            connection,
            "listing the sources",
            "SELECT code FROM datawarp.tbl_data_sources",
            row -> row.getString(1)));
    found.addAll(
        Query.list(
            connection,
            "listing what an adoption found",
            """
            SELECT item FROM datawarp.tbl_found_items WHERE workspace = ? AND kind = 'parquet'
            """,
            row -> row.getString(1),
            identity));
    return this;
  }

  Map<OrphanClass, Long> populations() {
    Collection<FileTree.Entry> files = tree.under(CURRENT);
    long parquet = files.stream().filter(file -> isExport(file.path())).count();
    long pages = files.stream().filter(file -> file.path().endsWith(DESCRIPTION)).count();
    Map<OrphanClass, Long> all = new HashMap<>();
    all.put(OrphanClass.PARQUET, parquet);
    all.put(OrphanClass.DESCRIPTIONS, pages);
    all.put(OrphanClass.VERSIONS, (long) tree.under(VERSIONS).size());
    return all;
  }

  List<Candidate> parquet() {
    List<FileTree.Entry> lost =
        tree.under(CURRENT).stream()
            .filter(file -> isExport(file.path()))
            .filter(file -> !codes.contains(source(file.path())))
            .toList();
    KnownFiles evidence =
        KnownFiles.of(connection, identity, lost.stream().map(FileTree.Entry::path).toList());
    List<Candidate> all = new ArrayList<>();
    for (FileTree.Entry file : lost) {
      @Nullable Export export = exports.get(file.path());
      boolean recorded = isOurs(file.path(), export, evidence);
      List<String> files = new ArrayList<>(List.of(file.path()));
      @Nullable String own = export == null ? null : export.description();
      FileTree.Entry page = tree.find(own == null ? page(file.path()) : own);
      boolean takesPage =
          recorded
              && page != null
              && (page.path().equals(own) || !descriptions.contains(page.path()));
      if (takesPage && page != null) {
        files.add(page.path());
      }
      all.add(
          new Candidate(
              OrphanClass.PARQUET,
              file.path(),
              "source " + source(file.path()) + " is not registered",
              source(file.path()),
              export == null || export.at() == null ? file.modifiedAt() : export.at(),
              file.sizeBytes() + (takesPage && page != null ? page.sizeBytes() : 0),
              recorded,
              null,
              null,
              export == null ? file.fingerprint() : file.fingerprint() + ":" + export.fingerprint(),
              files));
    }
    return all;
  }

  /** Tells whether a file is what is recorded as the export, or what was before it was deleted. */
  private boolean isOurs(String path, @Nullable Export export, KnownFiles evidence) {
    if (depth == ScanDepth.COUNT || (export == null && !evidence.knows(path))) {
      return false;
    }
    Optional<String> sha256 = workspace.find(path).map(FileHash::sha256);
    return sha256.isPresent()
        && ((export != null && export.sha256().equals(sha256.get()))
            || evidence.wrote(path, sha256.get()));
  }

  /** Returns the source that a file is recorded for, else the one it is called after. */
  private String source(String path) {
    Export export = exports.get(path);
    return export == null ? code(path) : export.source();
  }

  /** Descriptions without their Parquet file, then the reverse. */
  List<Candidate> descriptions() {
    List<FileTree.Entry> lost =
        tree.under(CURRENT).stream()
            .filter(file -> file.path().endsWith(DESCRIPTION))
            .filter(file -> !hasParquet(file.path()))
            .toList();
    KnownFiles evidence =
        KnownFiles.of(connection, identity, lost.stream().map(FileTree.Entry::path).toList());
    List<Candidate> all = new ArrayList<>();
    for (FileTree.Entry file : lost) {
      all.add(
          new Candidate(
              OrphanClass.DESCRIPTIONS,
              file.path(),
              "there is no Parquet file beside it",
              code(file.path()),
              file.modifiedAt(),
              file.sizeBytes(),
              descriptions.contains(file.path()) || evidence.knows(file.path()),
              null,
              null,
              file.fingerprint(),
              List.of(file.path())));
    }
    for (FileTree.Entry file : tree.under(CURRENT)) {
      // What an adoption found is told by what it lacked there, owner and description.
      if (found.contains(file.path())
          && !codes.contains(source(file.path()))
          && tree.isGone(CURRENT + code(file.path()) + DESCRIPTION)) {
        all.add(
            new Candidate(
                OrphanClass.DESCRIPTIONS,
                file.path(),
                "there is no description beside it",
                code(file.path()),
                file.modifiedAt(),
                0,
                true,
                null,
                "told among the orphaned Parquet files",
                file.fingerprint(),
                List.of()));
      }
    }
    for (Export export : exports.values()) {
      String page = export.description();
      FileTree.Entry parquet = tree.find(export.path());
      if (page != null && parquet != null && tree.isGone(page) && codes.contains(export.source())) {
        all.add(
            new Candidate(
                OrphanClass.DESCRIPTIONS,
                export.path(),
                "its description " + page + " is gone",
                export.source(),
                parquet.modifiedAt(),
                0,
                true,
                null,
                "in use; 'datawarp export " + export.source() + "' writes its description again",
                parquet.fingerprint(),
                List.of()));
      }
    }
    return all;
  }

  /** Exports that are recorded, or listed in the catalogue, and have no file. */
  List<Candidate> catalog() {
    List<Candidate> all = new ArrayList<>();
    for (Export export : exports.values()) {
      if (tree.isGone(export.path())) {
        all.add(
            Candidate.row(
                OrphanClass.CATALOG,
                export.path(),
                "recorded as the export of " + export.source() + ", and gone",
                export.source(),
                export.at(),
                export.fingerprint()));
      }
    }
    FileTree.Entry catalog = tree.find(workspace.relative(workspace.catalog()));
    if (catalog == null) {
      return all;
    }
    for (CatalogEntry line : catalogLines()) {
      if (!exports.containsKey(line.path()) && tree.isGone(line.path())) {
        all.add(
            Candidate.row(
                OrphanClass.CATALOG,
                line.path(),
                "listed in the catalogue only",
                line.source(),
                catalog.modifiedAt(),
                line.sha256()));
      }
    }
    return all;
  }

  private List<CatalogEntry> catalogLines() {
    try {
      return Catalog.read(workspace.catalog());
    } catch (StorageException e) {
      // A damaged catalogue lists nothing; any run that publishes writes it anew.
      org.slf4j.LoggerFactory.getLogger(OutputScanner.class)
          .warn("the catalogue cannot be read and will be written anew: {}", e.getMessage());
      return List.of();
    }
  }

  /** Versions beyond their number, and all of those of sources that are gone. */
  List<Candidate> versions() {
    Map<String, List<String>> sources = new TreeMap<>();
    for (FileTree.Entry file : tree.under(VERSIONS)) {
      if (VERSION.matcher(file.name()).matches()) {
        sources.computeIfAbsent(sourceOf(file.path()), key -> new ArrayList<>()).add(file.path());
      }
    }
    Set<String> gone = new LinkedHashSet<>(sources.keySet());
    gone.removeAll(codes);
    Set<String> known = recordedCodes(gone);
    OldVersions old = new OldVersions(workspace, identity, versionsKept);
    List<Candidate> all = new ArrayList<>();
    KeptFiles recorded = new KeptFiles(sources.keySet(), gone);
    sources.forEach(
        (code, files) -> {
          boolean isGone = gone.contains(code);
          Map<String, List<String>> stems =
              isGone ? byStem(files) : beyond(files, recorded.of(code), old);
          stems.forEach(
              (stem, paths) ->
                  all.add(version(stem, paths, code, !isGone || known.contains(code), isGone)));
        });
    return all;
  }

  /** What was kept of sources: read for a few hundred at a time, in the order of their codes. */
  private final class KeptFiles {
    private final KeptFileRepository repository = new KeptFileRepository(identity);
    private final Iterator<String> next;
    private final Set<String> asked = new HashSet<>();
    private Map<String, List<KeptFile>> read = Map.of();

    KeptFiles(Collection<String> codes, Set<String> without) {
      this.next = codes.stream().filter(code -> !without.contains(code)).iterator();
    }

    /** Returns those of a code; to be called in the order of codes. */
    List<KeptFile> of(String code) {
      if (!asked.contains(code)) {
        asked.clear();
        while (next.hasNext() && asked.size() < SOURCES_AT_A_TIME) {
          asked.add(next.next());
        }
        read = repository.list(connection, asked);
      }
      return read.getOrDefault(code, List.of());
    }
  }

  /** Those beyond the number, and files of such as a run that was killed has left. */
  private static Map<String, List<String>> beyond(
      List<String> files, List<KeptFile> recorded, OldVersions old) {
    Set<String> pruned = new HashSet<>();
    for (KeptFile file : recorded) {
      if (file.gone() == KeptFileRepository.Gone.PRUNED) {
        pruned.add(file.path());
      } else {
        pruned.remove(file.path());
      }
    }
    Map<String, List<String>> found = byStem(files.stream().filter(pruned::contains).toList());
    old.among(recorded)
        .forEach((stem, paths) -> found.put(stem, paths.stream().filter(files::contains).toList()));
    return found;
  }

  private static Map<String, List<String>> byStem(List<String> files) {
    Map<String, List<String>> stems = new TreeMap<>();
    for (String file : files) {
      String stem = file.substring(0, file.indexOf('.', file.lastIndexOf('/')));
      stems.computeIfAbsent(stem.replaceFirst("-rows$", ""), key -> new ArrayList<>()).add(file);
    }
    return stems;
  }

  private static String sourceOf(String path) {
    int end = path.indexOf('/', VERSIONS.length());
    return end < 0 ? "" : path.substring(VERSIONS.length(), end);
  }

  private Candidate version(
      String stem, List<String> paths, String code, boolean recorded, boolean isGone) {
    List<FileTree.Entry> files =
        paths.stream().map(tree::find).filter(java.util.Objects::nonNull).toList();
    Instant newest =
        files.stream().map(FileTree.Entry::modifiedAt).max(Instant::compareTo).orElse(null);
    return new Candidate(
        OrphanClass.VERSIONS,
        stem,
        isGone
            ? "source " + code + " is not registered"
            : "more than " + versionsKept + " of its period are kept",
        code,
        newest,
        files.stream().mapToLong(FileTree.Entry::sizeBytes).sum(),
        recorded,
        null,
        null,
        String.join(",", files.stream().map(FileTree.Entry::fingerprint).toList()),
        paths);
  }

  /** Returns those codes that this workspace has had a source of. */
  private Set<String> recordedCodes(Set<String> gone) {
    return gone.isEmpty()
        ? Set.of()
        : new HashSet<>(
            Query.list(
                connection,
                "looking for the sources of old versions",
                """
                SELECT source_code FROM datawarp.tbl_refresh_events
                 WHERE workspace = ? AND source_code = ANY (?::text[])
                 UNION
                SELECT source_code FROM datawarp.tbl_deletions
                 WHERE table_name = 'datawarp.tbl_data_sources' AND workspace = ?
                   AND source_code = ANY (?::text[])
                """,
                row -> row.getString(1),
                identity,
                List.copyOf(gone),
                identity,
                List.copyOf(gone)));
  }

  private boolean hasParquet(String page) {
    String stem = page.substring(0, page.length() - DESCRIPTION.length());
    boolean isUnknown = tree.unreadable().stream().anyMatch(each -> each.isIn(stem));
    return isUnknown || !tree.isGone(stem + PARQUET) || !tree.under(stem + "/").isEmpty();
  }

  private static String page(String parquet) {
    return parquet.substring(0, parquet.length() - PARQUET.length()) + DESCRIPTION;
  }

  private static boolean isExport(String path) {
    return path.endsWith(PARQUET)
        && !path.equals(CURRENT + "catalog.parquet")
        && !lastPart(path).startsWith(".");
  }

  /** Returns the code a file is called after; of a canonical source the folder bears it. */
  private static String code(String path) {
    String name = path.substring(CURRENT.length());
    int slash = name.indexOf('/');
    if (slash >= 0) {
      return name.substring(0, slash);
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
