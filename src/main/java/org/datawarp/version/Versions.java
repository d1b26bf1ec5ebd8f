package org.datawarp.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.datawarp.error.StorageException;
import org.datawarp.journal.Past;
import org.datawarp.journal.Past.Kept;
import org.datawarp.journal.Past.Load;
import org.datawarp.journal.Records;
import org.datawarp.model.SourceCode;
import org.datawarp.version.Version.Place;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Finds the versions of a source: its current export, what refreshes replaced, and what was
 * archived. The files themselves count; the database and the {@code .meta} beside them say when and
 * by which run.
 */
public final class Versions {
  private static final Pattern DATED = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(-\\d+)?(-rows)?");
  private static final String PARQUET = ".parquet";

  private final Workspace workspace;
  private final Records records;
  private final Past past;

  /** Makes the versions of a workspace's sources. */
  public Versions(Workspace workspace, UUID identity) {
    this.workspace = workspace;
    this.records = new Records(identity);
    this.past = new Past(identity);
  }

  /**
   * Lists the versions of a source, those loaded last first.
   *
   * @param source a source's code; also one that is registered no more
   */
  public List<Version> list(Connection connection, String source) {
    if (!SourceCode.isValid(source)) {
      return List.of();
    }
    List<Path> replaced = replaced(source);
    List<Path> archived = archived(source);
    List<Load> loads = past.listLoads(connection, source);
    Map<String, Kept> kept =
        past.findKept(
            connection,
            Stream.concat(replaced.stream(), archived.stream()).map(workspace::relative).toList());
    List<Version> versions = new ArrayList<>();
    current(connection, source, loads).ifPresent(versions::add);
    for (Path file : replaced) {
      versions.add(replaced(source, file, kept.get(workspace.relative(file)), loads));
    }
    for (Path file : archived) {
      versions.add(archived(source, file, kept.get(workspace.relative(file)), loads));
    }
    versions.sort(
        Comparator.comparing(
            Version::loadedAt, Comparator.nullsLast(Comparator.<Instant>reverseOrder())));
    return versions;
  }

  /** Lists the codes that have files among the versions or in the archive, registered or not. */
  public List<String> listCodes() {
    List<String> codes = new ArrayList<>();
    Path versions = workspace.root().resolve("output").resolve(".versions");
    list(versions).forEach(folder -> codes.add(folder.getFileName().toString()));
    for (Path day : list(workspace.archive().resolve("parquet"))) {
      for (Path file : list(day)) {
        String name = file.getFileName().toString();
        if (name.endsWith(PARQUET)) {
          codes.add(name.substring(0, name.length() - PARQUET.length()).replaceFirst("-.*", ""));
        }
      }
    }
    return codes.stream().filter(SourceCode::isValid).distinct().sorted().toList();
  }

  private Optional<Version> current(Connection connection, String source, List<Load> loads) {
    Optional<Records.ExportState> state = records.findExport(connection, source);
    if (state.isEmpty()) {
      return Optional.empty();
    }
    Path file = workspace.find(state.get().path()).orElse(null);
    if (file == null || !file.startsWith(workspace.currentOutput()) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Load load = past.findLastLoad(connection, source).orElse(null);
    Load event = load == null ? null : matching(loads, load.at());
    return Optional.of(
        new Version(
            source,
            Place.CURRENT,
            file,
            existing(sibling(file, ".md")),
            null,
            load == null ? null : load.manifest(),
            state.get().sha256(),
            size(file),
            state.get().rowCount(),
            load == null ? null : load.at(),
            event == null ? null : event.run(),
            null,
            null));
  }

  private Version replaced(String source, Path file, @Nullable Kept kept, List<Load> loads) {
    String stem = stem(file);
    Path own = file.resolveSibling(stem.replaceFirst("-rows$", "") + ".yaml");
    Matcher dated = DATED.matcher(stem);
    Instant keptAt =
        kept != null
            ? kept.at()
            : dated.matches()
                ? LocalDate.parse(dated.group(1)).atStartOfDay(ZoneOffset.UTC).toInstant()
                : null;
    Load load = before(loads, keptAt);
    return new Version(
        source,
        Place.VERSIONS,
        file,
        existing(sibling(file, ".md")),
        existing(own),
        load == null ? null : load.manifest(),
        kept == null ? null : kept.sha256(),
        size(file),
        null,
        load == null ? null : load.at(),
        load == null ? null : load.run(),
        keptAt,
        kept == null ? null : kept.run());
  }

  private Version archived(String source, Path file, @Nullable Kept kept, List<Load> loads) {
    ArchiveMeta meta = ArchiveMeta.find(file).orElse(null);
    Instant keptAt = meta != null ? meta.archivedAt() : kept == null ? null : kept.at();
    Load load = before(loads, keptAt);
    Instant loadedAt = meta == null ? null : meta.loadedAt();
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
        manifestName,
        meta == null ? kept == null ? null : kept.sha256() : meta.sha256(),
        size(file),
        meta == null ? null : Long.valueOf(meta.rows()),
        loadedAt != null ? loadedAt : load == null ? null : load.at(),
        load == null ? null : load.run(),
        keptAt,
        meta != null && meta.run() != null ? meta.run() : kept == null ? null : kept.run());
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

  private List<Path> replaced(String source) {
    return list(workspace.versions(new SourceCode(source))).stream()
        .filter(file -> file.getFileName().toString().endsWith(PARQUET))
        .toList();
  }

  private List<Path> archived(String source) {
    Pattern shape = Pattern.compile(Pattern.quote(source) + "(-\\d+|-rows)*\\.parquet");
    List<Path> found = new ArrayList<>();
    for (Path day : list(workspace.archive().resolve("parquet"))) {
      // Only folders of days; what people put there by hand is theirs.
      list(day).stream()
          .filter(file -> shape.matcher(file.getFileName().toString()).matches())
          .forEach(found::add);
    }
    return found;
  }

  private static @Nullable Load before(List<Load> loads, @Nullable Instant moment) {
    Load last = null;
    for (Load load : loads) {
      if (moment == null || load.at().isBefore(moment)) {
        last = load;
      }
    }
    return last;
  }

  private static @Nullable Load matching(List<Load> loads, Instant moment) {
    return loads.stream()
        .filter(load -> load.begunAt().equals(moment) || load.at().equals(moment))
        .findFirst()
        .orElse(before(loads, moment.plusSeconds(1)));
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
      throw new StorageException("cannot read " + file + ": " + IoReason.of(e), null, e);
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoReason.of(e), null, e);
    }
  }
}
