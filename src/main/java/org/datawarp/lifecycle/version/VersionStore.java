package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.lifecycle.version.Version.Place;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.KeptFileRepository.Gone;
import org.datawarp.repository.KeptFileRepository.KeptFile;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.LoadHistoryRepository.Load;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Finds the versions of a source: its current export, what was replaced, and what was archived. The
 * files themselves count; the database and the {@code .meta} beside them say when and by which run.
 */
public final class VersionStore {
  private static final Pattern DATED = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(-\\d+)?(-rows)?");
  private static final String PARQUET = ".parquet";

  private final Workspace workspace;
  private final UUID identity;
  private final ManifestRepository records;
  private final KeptFileRepository keptFiles;
  private final LoadHistoryRepository past;

  /** Makes the versions of a workspace's sources. */
  public VersionStore(Workspace workspace, UUID identity) {
    this.workspace = workspace;
    this.identity = identity;
    this.records = new ManifestRepository(identity);
    this.keptFiles = new KeptFileRepository(identity);
    this.past = new LoadHistoryRepository(identity);
  }

  /**
   * Lists the versions of a source, those loaded last first; of those loaded together, those kept
   * last first.
   *
   * @param source a source's code; also one that is registered no more
   */
  public List<Version> list(Connection connection, String source) {
    if (!SourceCode.isValid(source)) {
      return List.of();
    }
    List<Load> loads = past.listLoads(connection, source);
    Map<String, KeptFile> kept = new HashMap<>();
    keptFiles.list(connection, source).forEach(file -> kept.put(file.path(), file));
    List<Version> versions = new ArrayList<>();
    for (Path file : replaced(source)) {
      KeptFile known = kept.get(workspace.relative(file));
      if (known == null || known.gone() != Gone.PRUNED) {
        versions.add(replaced(source, file, known, loads));
      }
    }
    NewNames names = NewNames.read(connection, identity);
    for (Path file : archived(source, kept)) {
      String path = workspace.relative(file);
      KeptFile known = kept.get(path);
      KeptFile recorded = known != null ? known : keptFiles.find(connection, path).orElse(null);
      if (isOf(source, recorded)) {
        versions.add(archived(source, file, recorded, loads, names));
      }
    }
    Collections.reverse(versions); // by name, and so mostly by age
    versions.addAll(0, current(connection, source));
    versions.sort(
        Comparator.comparing(
                Version::loadedAt, Comparator.nullsLast(Comparator.<Instant>reverseOrder()))
            .thenComparing(
                Version::keptAt, Comparator.nullsFirst(Comparator.<Instant>reverseOrder()))
            .thenComparing(order(kept)));
    return versions;
  }

  /** Of what was kept at one moment, what was kept last comes first. */
  private Comparator<Version> order(Map<String, KeptFile> kept) {
    return Comparator.comparing(
        version -> {
          KeptFile file = kept.get(workspace.relative(version.file()));
          return file == null ? Long.MAX_VALUE : file.id();
        },
        Comparator.reverseOrder());
  }

  /** Lists the codes that have files among the versions or in the archive, registered or not. */
  public List<String> listCodes() {
    List<String> codes = new ArrayList<>();
    list(workspace.versions()).forEach(folder -> codes.add(folder.getFileName().toString()));
    for (Path day : list(workspace.archive().resolve("parquet"))) {
      for (Path file : list(day)) {
        String name = file.getFileName().toString();
        if (Files.isDirectory(file)) {
          codes.add(name);
        } else if (name.endsWith(PARQUET)) {
          codes.add(name.substring(0, name.length() - PARQUET.length()).replaceFirst("-.*", ""));
        }
      }
    }
    return codes.stream().filter(SourceCode::isValid).distinct().sorted().toList();
  }

  /** The export in use; of a canonical source those of all its periods. */
  private List<Version> current(Connection connection, String source) {
    List<Version> current = new ArrayList<>();
    records
        .findExport(connection, source, null)
        .flatMap(state -> current(connection, source, null, state))
        .ifPresent(current::add);
    records
        .listPeriodExports(connection, source)
        .forEach(
            (period, state) -> current(connection, source, period, state).ifPresent(current::add));
    return current;
  }

  private Optional<Version> current(
      Connection connection,
      String source,
      @Nullable String period,
      ManifestRepository.ExportState state) {
    Path file = workspace.find(state.path()).orElse(null);
    if (file == null || !file.startsWith(workspace.currentOutput()) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Load rows =
        new DeletedSources(identity)
            .findTable(connection, source)
            .flatMap(table -> past.findLoadOf(connection, source, table, period))
            .orElse(null);
    Load load =
        rows != null || period != null ? rows : past.findLastLoad(connection, source).orElse(null);
    return Optional.of(
        new Version(
            source,
            Place.CURRENT,
            file,
            existing(
                period == null ? sibling(file, ".md") : workspace.page(new SourceCode(source))),
            null,
            load == null ? null : load.manifest(),
            state.sha256(),
            size(file),
            period(file),
            state.rowCount(),
            state.rowHash(),
            load == null ? null : load.at(),
            load == null ? null : load.run(),
            null,
            null));
  }

  private Version replaced(String source, Path file, @Nullable KeptFile kept, List<Load> loads) {
    String stem = stem(file);
    Path own = file.resolveSibling(stem.replaceFirst("-rows$", "") + ".yaml");
    Matcher dated = DATED.matcher(stem);
    Instant keptAt =
        kept != null
            ? kept.keptAt()
            : dated.matches()
                ? LocalDate.parse(dated.group(1)).atStartOfDay(ZoneOffset.UTC).toInstant()
                : null;
    Load guess = before(loads, keptAt, kept == null ? null : kept.keptBy());
    KeptFile recorded = kept != null && kept.rowHash() != null ? kept : null;
    return new Version(
        source,
        Place.VERSIONS,
        file,
        existing(sibling(file, ".md")),
        existing(own),
        guess == null ? null : guess.manifest(),
        kept == null ? null : kept.sha256(),
        size(file),
        kept == null || kept.period() == null ? period(file) : text(kept.period()),
        kept == null ? null : kept.rowCount(),
        kept == null ? null : kept.rowHash(),
        recorded != null ? recorded.loadedAt() : guess == null ? null : guess.at(),
        recorded != null ? recorded.loadedBy() : guess == null ? null : guess.run(),
        keptAt,
        kept == null ? null : kept.keptBy());
  }

  /** A file whose source was renamed since is recorded under the new name. */
  private static boolean isOf(String source, @Nullable KeptFile recorded) {
    return recorded == null || recorded.source() == null || recorded.source().equals(source);
  }

  private Version archived(
      String source, Path file, @Nullable KeptFile kept, List<Load> loads, NewNames names) {
    ArchiveMeta meta = ArchiveMeta.find(file).orElse(null);
    Instant keptAt = meta != null ? meta.archivedAt() : kept == null ? null : kept.keptAt();
    Load load = before(loads, keptAt, kept == null ? null : kept.keptBy());
    Instant loadedAt = meta == null ? null : meta.loadedAt();
    String loadedBy = kept == null ? null : kept.loadedBy();
    String manifestName =
        meta != null && meta.manifest() != null
            ? meta.manifest()
            : load == null ? null : load.manifest();
    return new Version(
        source,
        Place.ARCHIVE,
        file,
        existing(sibling(file, ".md")),
        manifestName == null ? null : archivedManifest(file, manifestName),
        manifestName == null ? null : names.manifest(manifestName, keptAt),
        meta == null ? kept == null ? null : kept.sha256() : meta.sha256(),
        size(file),
        meta == null ? period(file) : meta.period(),
        meta == null ? null : Long.valueOf(meta.rows()),
        meta == null ? kept == null ? null : kept.rowHash() : meta.rowHash(),
        loadedAt != null ? loadedAt : load == null ? null : load.at(),
        loadedBy != null ? loadedBy : load == null ? null : load.run(),
        keptAt,
        meta != null && meta.run() != null ? meta.run() : kept == null ? null : kept.keptBy());
  }

  /** Returns the one period that a file's rows have; null for none or several. */
  private static @Nullable String period(Path file) {
    try {
      String periods = ParquetRows.metadata(file).get("datawarp.periods");
      return periods == null || periods.contains(",") ? null : text(periods);
    } catch (DatawarpException e) {
      return null; // a damaged file is told when it is chosen
    }
  }

  private static @Nullable String text(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** A manifest is archived on the day of its exports, or with its last one, later. */
  private @Nullable Path archivedManifest(Path file, String name) {
    String day = workspace.archive().resolve("parquet").relativize(file).getName(0).toString();
    Pattern shape = Pattern.compile(Pattern.quote(name) + "(-\\d+)?((\\.\\w+)*)\\.yaml");
    List<Path> found = new ArrayList<>();
    for (Path folder : list(workspace.archive().resolve("manifests"))) {
      if (folder.getFileName().toString().compareTo(day) >= 0) {
        list(folder).stream()
            .filter(path -> shape.matcher(path.getFileName().toString()).matches())
            .forEach(found::add);
      }
    }
    return found.isEmpty() ? null : found.get(0);
  }

  /** Those of each period, and those that an earlier datawarp put into the source's own folder. */
  private List<Path> replaced(String source) {
    List<Path> found = new ArrayList<>();
    for (Path entry : list(workspace.versions(new SourceCode(source)))) {
      if (Files.isDirectory(entry)) {
        found.addAll(list(entry));
      } else {
        found.add(entry);
      }
    }
    return found.stream().filter(file -> file.getFileName().toString().endsWith(PARQUET)).toList();
  }

  /** Files of the archive keep their names: some are of before the source was called so. */
  private List<Path> archived(String source, Map<String, KeptFile> kept) {
    Pattern shape = Pattern.compile(Pattern.quote(source) + "(-\\d+|-rows)*\\.parquet");
    List<Path> found = new ArrayList<>();
    for (Path day : list(workspace.archive().resolve("parquet"))) {
      // Only folders of days; what people put there by hand is theirs.
      list(day).stream()
          .filter(file -> shape.matcher(file.getFileName().toString()).matches())
          .forEach(found::add);
      // Of a canonical source each period has a file in its folder.
      list(day.resolve(source)).stream()
          .filter(file -> file.getFileName().toString().endsWith(PARQUET))
          .forEach(found::add);
    }
    kept.keySet().stream()
        .filter(path -> path.startsWith("archive/parquet/") && path.endsWith(PARQUET))
        .flatMap(path -> workspace.find(path).stream())
        .filter(file -> Files.isRegularFile(file) && !found.contains(file))
        .forEach(found::add);
    return found;
  }

  /** The run that kept a file did so before its own load ended, which counts as later. */
  private static @Nullable Load before(
      List<Load> loads, @Nullable Instant moment, @Nullable String keptBy) {
    Load last = null;
    for (Load load : loads) {
      if (keptBy != null && keptBy.equals(load.run())) {
        return last;
      }
      if (moment == null || load.at().isBefore(moment)) {
        last = load;
      }
    }
    return last;
  }

  private static Path sibling(Path file, String extension) {
    return file.resolveSibling(stem(file) + extension);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static @Nullable Path existing(Path file) {
    return Files.isRegularFile(file) ? file : null;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }
}
