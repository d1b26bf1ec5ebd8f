package org.datawarp.workflow.cleanup;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.pipeline.download.CacheEntry;
import org.datawarp.platform.postgres.Query;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Finds downloads that the index does not know, and entries of the index whose file is gone. What
 * the cache set aside ({@code .changed}, {@code .index.json.damaged}) and its lock files are its
 * own. While the index cannot be read nothing is outside it.
 */
final class DownloadScanner {
  private static final String DOWNLOADS = "downloads/";
  private static final String META = ".meta";
  private static final String HASH = ".sha256";
  private static final Pattern IN_MONTH =
      Pattern.compile("downloads/\\d{4}-\\d{2}/[^/]+", Pattern.DOTALL);
  private static final Pattern SET_ASIDE = Pattern.compile(".*\\.changed(-\\d+)?", Pattern.DOTALL);

  private final Connection connection;
  private final UUID identity;
  private final Workspace workspace;
  private final FileTree tree;
  private final List<CacheEntry> index;
  private final boolean isKnown;
  private final Map<String, List<FileTree.Entry>> bases = new TreeMap<>();

  DownloadScanner(
      Connection connection,
      UUID identity,
      Workspace workspace,
      FileTree tree,
      @Nullable List<CacheEntry> index) {
    this.connection = connection;
    this.identity = identity;
    this.workspace = workspace;
    this.tree = tree;
    this.index = index == null ? List.of() : index;
    this.isKnown = index != null;
  }

  /** Groups the files of the months by the download they belong to; call it first. */
  DownloadScanner read() {
    for (FileTree.Entry file : tree.under(DOWNLOADS)) {
      if (IN_MONTH.matcher(file.path()).matches()
          && !file.name().startsWith(".")
          && !SET_ASIDE.matcher(file.name()).matches()) {
        bases.computeIfAbsent(base(file.path()), key -> new ArrayList<>()).add(file);
      }
    }
    return this;
  }

  Map<OrphanClass, Long> populations() {
    Map<OrphanClass, Long> all = new HashMap<>();
    all.put(OrphanClass.DOWNLOADS, (long) bases.size());
    all.put(OrphanClass.INDEX_ENTRIES, (long) index.size());
    return all;
  }

  /** Files of the months that no entry names, each with what stands beside it. */
  List<Candidate> outsideIndex() {
    if (!isKnown) {
      return List.of();
    }
    Set<String> indexed = new HashSet<>();
    index.forEach(entry -> versions(entry).forEach(path -> indexed.add(path)));
    Map<String, List<FileTree.Entry>> lost = new LinkedHashMap<>(bases);
    lost.keySet().removeAll(indexed);
    Set<String> used = usedByManifests(lost.keySet());
    List<Candidate> all = new ArrayList<>();
    lost.forEach(
        (base, files) -> {
          boolean recorded = files.stream().anyMatch(file -> file.path().equals(base + META));
          boolean isThere = !tree.isGone(base);
          all.add(
              new Candidate(
                  OrphanClass.DOWNLOADS,
                  base,
                  isThere
                      ? "the index does not know it"
                      : "only the notes beside it are left, and the index does not know it",
                  null,
                  newest(files),
                  sizeOf(files),
                  recorded,
                  null,
                  used.contains(base) ? "a manifest's rows were loaded from it" : null,
                  fingerprint(files),
                  files.stream().map(FileTree.Entry::path).toList()));
        });
    return all;
  }

  /** Entries whose current file is gone. */
  List<Candidate> withoutFile() {
    List<Candidate> all = new ArrayList<>();
    for (CacheEntry entry : index) {
      String path = workspace.relative(entry.current().path());
      if (tree.isGone(path)) {
        List<FileTree.Entry> beside = bases.getOrDefault(path, List.of());
        all.add(
            new Candidate(
                OrphanClass.INDEX_ENTRIES,
                path,
                "the index promises it for " + entry.url(),
                entry.sourceCode(),
                entry.lastUsed(),
                sizeOf(beside),
                true,
                null,
                null,
                entry.current().sha256(),
                beside.stream().map(FileTree.Entry::path).toList()));
      }
    }
    return all;
  }

  private Stream<String> versions(CacheEntry entry) {
    return Stream.concat(
            Stream.of(entry.current().path()),
            entry.previous().stream().map(CacheEntry.Version::path))
        .map((Path path) -> workspace.relative(path));
  }

  private String base(String path) {
    for (String suffix : List.of(META, HASH)) {
      if (path.endsWith(suffix)) {
        String base = path.substring(0, path.length() - suffix.length());
        boolean belongs = tree.has(base) || tree.has(base + META);
        return belongs ? base : path;
      }
    }
    return path;
  }

  private Set<String> usedByManifests(Set<String> paths) {
    return paths.isEmpty()
        ? Set.of()
        : new HashSet<>(
            Query.list(
                connection,
                "looking for downloads in use",
                """
                SELECT DISTINCT f.local_path FROM datawarp.tbl_manifest_files f
                  JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
                 WHERE f.workspace = ? AND f.local_path = ANY (?::text[])
                """,
                row -> row.getString(1),
                identity,
                List.copyOf(paths)));
  }

  private static Instant newest(List<FileTree.Entry> files) {
    return files.stream()
        .map(FileTree.Entry::modifiedAt)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private static long sizeOf(List<FileTree.Entry> files) {
    return files.stream().mapToLong(FileTree.Entry::sizeBytes).sum();
  }

  private static String fingerprint(List<FileTree.Entry> files) {
    return String.join(",", files.stream().map(FileTree.Entry::fingerprint).toList());
  }
}
