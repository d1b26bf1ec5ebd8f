package org.datawarp.workflow.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The files that go to the archive: each is kept there under a free name, with its {@code .meta},
 * before it is removed. Nothing happens here but the writing of {@code .meta} files into the run's
 * folder; the list is carried out when the run is published.
 */
final class ArchiveFiles {
  private final Run run;
  private final Workspace workspace;
  private final LocalDate day;
  private final KeptFileRepository kept;
  private final Map<Path, Set<String>> usedNames = new HashMap<>();
  private final List<FileOperation> keeps = new ArrayList<>();
  private final List<FileOperation> removes = new ArrayList<>();
  private final Map<Path, Path> places = new HashMap<>();
  private final Set<Path> removed = new HashSet<>();
  private final Set<Path> taken = new HashSet<>();

  ArchiveFiles(Run run) {
    this.run = run;
    this.workspace = run.workspace();
    this.kept = new KeptFileRepository(run.session().identity());
    this.day = LocalDate.ofInstant(run.startedAt(), ZoneOffset.UTC);
  }

  /** Returns what is kept, to be carried out before the first thing is removed. */
  List<FileOperation> keeps() {
    return keeps;
  }

  /** Returns what is removed when everything is kept. */
  List<FileOperation> removes() {
    return removes;
  }

  /** Returns where files will lie, relative to the workspace, without their {@code .meta}. */
  List<String> places() {
    return places.values().stream().map(workspace::relative).sorted().toList();
  }

  /** Plans to put something into a place that is free. */
  void keepNew(Path from, Path to) {
    keeps.add(
        new FileOperation(
            FileOperation.Action.KEEP,
            workspace.relative(from),
            workspace.relative(to),
            FileHash.sha256(from)));
  }

  /**
   * What is said of a file beside it.
   *
   * @param source the source's code, or the manifest's name
   * @param rows its rows
   * @param rowHash their hash; null for what is no Parquet file
   */
  record About(
      String source,
      @Nullable String manifest,
      @Nullable String publication,
      @Nullable String period,
      long rows,
      @Nullable String rowHash,
      @Nullable Instant loadedAt) {
    static About unit(SourcePeriod unit, SourcePeriod.ExportFile export) {
      return new About(
          unit.source(),
          unit.manifest(),
          unit.publication(),
          unit.periodLabel(),
          export.rowCount(),
          export.rowHash(),
          unit.loadedAt());
    }
  }

  /** Plans to move a current Parquet file; returns where it will lie. */
  Path moveExport(Path file, String sha256, About about) {
    Path target =
        place(
            file, workspace.archivedParquet(day).resolve(relative(file)), sha256, about, Map.of());
    remove(file, sha256);
    return target;
  }

  /**
   * Plans to keep the page beside an export, under the name its export got; several exports may
   * share one page.
   *
   * @param export where the export will lie
   */
  Path keepPage(Path page, Path export, About about) {
    Path known = places.get(page);
    if (known != null) {
      return known;
    }
    Path own = workspace.archivedParquet(day).resolve(relative(page));
    boolean isBeside = Objects.equals(export.getParent(), own.getParent());
    Path wanted = isBeside ? export.resolveSibling(stem(export) + ".md") : own;
    return place(page, wanted, FileHash.sha256(page), about, Map.of());
  }

  /** Plans to keep a manifest's new text, for one whose file stood elsewhere. */
  Path keepManifest(Path text, Path was, About about) {
    Path wanted = workspace.archivedManifests(day).resolve(String.valueOf(was.getFileName()));
    return place(text, was, wanted, FileHash.sha256(text), about, Map.of());
  }

  /** Plans to keep a file's bytes as they are in the run's trash, from where undo takes them. */
  void keepForUndo(Path file) {
    String stored = workspace.relative(file);
    keeps.add(
        new FileOperation(
            FileOperation.Action.KEEP,
            stored,
            workspace.relative(workspace.trash(run.id().value(), stored)),
            FileHash.sha256(file)));
  }

  /** Plans to move a download with what lies beside it. */
  void moveDownload(Path file, About about) {
    String sha256 = FileHash.sha256(file);
    Path meta = file.resolveSibling(file.getFileName() + ArchiveMeta.SUFFIX);
    Path target =
        place(
            file,
            workspace
                .archive()
                .resolve("downloads")
                .resolve(workspace.downloads().relativize(file)),
            sha256,
            about,
            json(meta));
    remove(file, sha256);
    Path hash = file.resolveSibling(file.getFileName() + ".sha256");
    if (Files.isRegularFile(hash)) {
      keep(hash, target.resolveSibling(target.getFileName() + ".sha256"), FileHash.sha256(hash));
      remove(hash, FileHash.sha256(hash));
    }
    if (Files.isRegularFile(meta)) {
      keepForUndo(meta);
      remove(meta, FileHash.sha256(meta));
    }
  }

  /** Plans to remove a file that is kept and whose hash nobody has recorded, once. */
  void removeOnce(Path file) {
    if (removed.add(file)) {
      remove(file, FileHash.sha256(file));
    }
  }

  /** Plans to remove a file that is kept. */
  void remove(Path file, String sha256) {
    removes.add(
        new FileOperation(FileOperation.Action.REMOVE, workspace.relative(file), "", sha256));
  }

  private Path place(
      Path file,
      Path wanted,
      String sha256,
      About about,
      Map<String, ? extends @Nullable Object> more) {
    return place(file, file, wanted, sha256, about, more);
  }

  /**
   * Equal content is one file; other content gets a name that nothing has or ever had.
   *
   * @param was where the file stood
   */
  private Path place(
      Path file,
      Path was,
      Path wanted,
      String sha256,
      About about,
      Map<String, ? extends @Nullable Object> more) {
    String name = String.valueOf(wanted.getFileName());
    int dot = name.indexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? "" : name.substring(dot);
    Set<String> used = usedNames(wanted);
    Path target = wanted;
    for (int n = 2; !isFree(target, used) && !isSame(target, sha256); n++) {
      target = wanted.resolveSibling(stem + "-" + n + extension);
    }
    taken.add(target);
    places.put(file, target);
    keep(file, target, sha256);
    if (about.rowHash() != null && name.endsWith(".parquet")) {
      record(target, sha256, about);
    }
    Path beside = target.resolveSibling(target.getFileName() + ArchiveMeta.SUFFIX);
    if (!Files.exists(beside)) {
      Path text = run.newFile("meta-" + taken.size() + ArchiveMeta.SUFFIX);
      AtomicFile.replace(text, meta(file, was, sha256, about).text(more));
      keep(text, beside, FileHash.sha256(text));
    }
    return target;
  }

  private Set<String> usedNames(Path wanted) {
    Path folder = Objects.requireNonNull(wanted.getParent());
    return usedNames.computeIfAbsent(
        folder, key -> kept.listNames(run.connection(), workspace.relative(key)));
  }

  private void record(Path target, String sha256, About about) {
    kept.save(
        run.connection(),
        run.id(),
        workspace.relative(target),
        sha256,
        run.startedAt(),
        new KeptFileRepository.About(
            about.source(),
            about.period() == null ? "" : about.period(),
            about.rows(),
            about.rowHash(),
            about.loadedAt(),
            null));
  }

  private boolean isFree(Path target, Set<String> used) {
    return !used.contains(String.valueOf(target.getFileName()))
        && !Files.exists(target)
        && !Files.exists(target.resolveSibling(target.getFileName() + ArchiveMeta.SUFFIX))
        && !taken.contains(target);
  }

  private boolean isSame(Path target, String sha256) {
    return Files.isRegularFile(target)
        && !taken.contains(target)
        && FileHash.sha256(target).equals(sha256);
  }

  private ArchiveMeta meta(Path file, Path was, String sha256, About about) {
    try {
      return new ArchiveMeta(
          sha256,
          Files.size(file),
          about.source(),
          about.manifest(),
          about.publication(),
          about.period(),
          about.rows(),
          about.rowHash(),
          about.loadedAt(),
          run.startedAt(),
          run.id().value(),
          workspace.relative(was));
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  private void keep(Path from, Path to, String sha256) {
    keeps.add(
        new FileOperation(
            FileOperation.Action.KEEP, workspace.relative(from), workspace.relative(to), sha256));
  }

  /** Where an export lies below the current ones; adopted ones may lie elsewhere. */
  private Path relative(Path file) {
    return file.startsWith(workspace.currentOutput())
        ? workspace.currentOutput().relativize(file)
        : file.getFileName();
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static Map<String, @Nullable Object> json(Path meta) {
    if (!Files.isRegularFile(meta)) {
      return new LinkedHashMap<>();
    }
    try {
      return JsonCodec.read(Files.readString(meta));
    } catch (IOException e) {
      throw new StorageException("cannot read " + meta + ": " + IoErrors.of(e), null, e);
    } catch (MalformedJsonException e) {
      return new LinkedHashMap<>(); // it is kept in the trash as it is
    }
  }
}
