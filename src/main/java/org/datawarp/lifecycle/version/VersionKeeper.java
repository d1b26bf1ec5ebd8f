package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.ManifestRepository.ExportState;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/*
 * In two steps. Before anything is replaced, it is made sure that a file holds the rows, and names
 * are chosen. When it is known what came of the rows, what came out as it was is let go: what did
 * not change makes no version. Only then is the rest recorded and listed for publishing.
 */
/**
 * Keeps what a run is about to replace: the export where it is proven to hold the rows, else the
 * rows themselves, written anew and verified; with them the page and the manifest. A name that was
 * ever used is not used again.
 */
public final class VersionKeeper {
  static final String PARQUET = ".parquet";

  private final Run run;
  private final Workspace workspace;
  private final Destination destination;
  private final RowsBefore before;
  private final KeptFileRepository records;
  private final VersionPlaces places;
  private final List<Kept> all = new ArrayList<>();

  /** Where it goes. */
  public enum Destination {
    /** To {@code output/.versions}, of which the last few of each period are kept. */
    VERSIONS,
    /** To {@code archive/}, each file with its {@code .meta}. */
    ARCHIVE
  }

  /** Makes the keeper of a run. */
  public VersionKeeper(Run run, Destination destination) {
    this(run, destination, new RowsBefore(run));
  }

  /**
   * Makes the keeper of a run.
   *
   * @param before the rows that were read already
   */
  public VersionKeeper(Run run, Destination destination, RowsBefore before) {
    this.run = run;
    this.before = before;
    this.workspace = run.workspace();
    this.destination = destination;
    this.records = new KeptFileRepository(run.session().identity());
    this.places = new VersionPlaces(run, destination, records);
  }

  /**
   * What is about to be replaced.
   *
   * @param description what is known of the source
   * @param table its staging table
   * @param filter which rows of it are meant
   * @param period the stored form of their period; null for none
   * @param export the export in use; null where there is none
   * @param manifest the manifest; null where there is none
   */
  public record Subject(
      SourceDescription description,
      TableName table,
      RowFilter filter,
      @Nullable String period,
      @Nullable ExportState export,
      @Nullable KeptManifest manifest) {
    String source() {
      return description.code().value();
    }

    String periodText() {
      return period == null ? "" : period;
    }

    /** Returns the one period of the table that is meant; null for all of it. */
    @Nullable String stacked() {
      return filter instanceof RowFilter.Periods ? period : null;
    }

    private RowsBefore.Rows rows() {
      return new RowsBefore.Rows(table, stacked(), filter);
    }
  }

  /**
   * A manifest as it is.
   *
   * @param name its name
   * @param publication the series
   * @param file its file
   * @param rows the rows of all its sources
   */
  public record KeptManifest(String name, String publication, Path file, long rows) {}

  /** What is kept of one subject. */
  public static final class Kept {
    private final Subject subject;
    private final @Nullable TableHash rows;
    private final LoadHistoryRepository.@Nullable Load load;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Path rowsFile;
    private @Nullable Path manifest;
    private boolean isApart;

    private Kept(
        Subject subject, @Nullable TableHash rows, LoadHistoryRepository.@Nullable Load load) {
      this.subject = subject;
      this.rows = rows;
      this.load = load;
    }

    /** Returns count and hash of the rows there were; null where there was no table. */
    public @Nullable TableHash rows() {
      return rows;
    }

    /** Tells whether rows are those there were. */
    public boolean isSame(TableHash now) {
      return now.equals(rows);
    }

    private void clear() {
      entries.clear();
      rowsFile = null;
      manifest = null;
    }
  }

  /**
   * One file to keep.
   *
   * @param from the file now
   * @param origin where it stood
   * @param holds the rows it holds; null for what is no version's own file
   */
  private record Entry(Path from, Path origin, Path to, @Nullable TableHash holds) {}

  /** Proves that a subject's rows are safe in a file, and plans to keep them. */
  public Kept keep(Subject subject) {
    TableHash rows = before.of(subject.rows()).orElse(null);
    Kept kept = new Kept(subject, rows, load(subject));
    all.add(kept);
    ExportState export = subject.export();
    Path current = export == null ? null : workspace.resolve(export.path());
    boolean isFile = current != null && Files.isRegularFile(current);
    boolean hasRows = rows != null && rows.rowCount() > 0;
    if (!hasRows && !isFile) {
      return kept;
    }
    Path folder = places.folder(subject);
    String stem = places.freeStem(folder, places.stem(subject));
    if (export != null && current != null && isFile) {
      keepCurrent(kept, export, current, folder.resolve(stem));
    }
    if (rows != null && hasRows && kept.rowsFile == null) {
      Path to = folder.resolve(stem + (isFile ? "-rows" : "") + PARQUET);
      kept.entries.add(new Entry(write(subject), places.current(subject), to, rows));
      kept.rowsFile = to;
    }
    KeptManifest manifest = subject.manifest();
    if (destination == Destination.VERSIONS
        && manifest != null
        && Files.isRegularFile(manifest.file())) {
      Path to = folder.resolve(stem + ".yaml");
      kept.entries.add(new Entry(places.copy(manifest.file()), manifest.file(), to, null));
      kept.manifest = to;
    }
    return kept;
  }

  /**
   * Rows and export may have come apart: then both are kept, the rows under a name of their own.
   */
  private void keepCurrent(Kept kept, ExportState export, Path current, Path stem) {
    TableHash recorded = new TableHash(export.rowCount(), export.rowHash());
    boolean isAsRecorded = FileHash.sha256(current).equals(export.sha256());
    boolean holdsRows = isAsRecorded && kept.isSame(recorded);
    boolean isAlone = kept.rows == null || kept.rows.rowCount() == 0;
    kept.isApart = !holdsRows;
    Path to = stem.resolveSibling(stem.getFileName() + PARQUET);
    boolean isVersion = holdsRows || (isAlone && isAsRecorded);
    kept.entries.add(new Entry(current, current, to, isVersion ? recorded : null));
    if (holdsRows || isAlone) {
      kept.rowsFile = to;
    }
    Path page = sibling(current, ".md"); // that of a canonical source is about all its periods
    if (Files.isRegularFile(page)) {
      kept.entries.add(
          new Entry(page, page, stem.resolveSibling(stem.getFileName() + ".md"), null));
    }
  }

  /**
   * Plans to keep an export alone, which another one will replace while the rows stay, if it holds
   * other rows, or is not as it was recorded, and is not kept yet.
   *
   * @param file the export as it is
   * @param now the rows of the new one
   */
  public void keepExport(Subject subject, Path file, TableHash now) {
    ExportState export = subject.export();
    Kept kept = new Kept(subject, now, load(subject));
    all.add(kept);
    String sha256 = FileHash.sha256(file);
    boolean isAsRecorded = export != null && sha256.equals(export.sha256());
    TableHash recorded = export == null ? null : new TableHash(export.rowCount(), export.rowHash());
    if ((isAsRecorded && now.equals(recorded)) || isKeptAlready(subject, sha256)) {
      return;
    }
    Path folder = places.folder(subject);
    Path to = folder.resolve(places.freeStem(folder, places.stem(subject)) + PARQUET);
    kept.entries.add(new Entry(file, file, to, isAsRecorded ? recorded : null));
    kept.rowsFile = to;
  }

  private boolean isKeptAlready(Subject subject, String sha256) {
    return records.list(run.connection(), subject.source()).stream()
        .filter(file -> file.goneAt() == null && file.sha256().equals(sha256))
        .anyMatch(file -> Files.isRegularFile(workspace.resolve(file.path())));
  }

  /**
   * Lets go what was to be kept of a source if its rows came out as they were and its export held
   * nothing else.
   *
   * @param now its rows as they are now
   */
  public void letGoIfSame(String source, TableHash now) {
    all.stream()
        .filter(kept -> kept.subject.source().equals(source))
        .filter(kept -> !kept.isApart && kept.isSame(now))
        .forEach(Kept::clear);
  }

  /**
   * Keeps a subject's files in the run's trash instead if its rows came out as they were: that
   * makes no version, but undo finds them.
   *
   * @param now its rows as they are now
   */
  public void keepForUndoIfSame(Kept kept, TableHash now) {
    if (kept.isApart || !kept.isSame(now)) {
      return;
    }
    List<Entry> entries = List.copyOf(kept.entries);
    kept.clear();
    for (Entry entry : entries) {
      // What was written for the version alone is not needed: the rows are as they were.
      if (!entry.from().startsWith(run.folder())) {
        Path to = workspace.trash(run.id().value(), workspace.relative(entry.from()));
        kept.entries.add(new Entry(entry.from(), entry.origin(), to, entry.holds()));
        if (entry.holds() != null) {
          kept.rowsFile = to;
        }
      }
    }
  }

  /**
   * Plans to keep a manifest in the archive if something of its sources is kept there; among the
   * versions it lies beside each export.
   */
  public void keepManifest(KeptManifest manifest) {
    List<Kept> kept = all.stream().filter(each -> !each.entries.isEmpty()).toList();
    if (destination == Destination.VERSIONS || kept.isEmpty()) {
      return;
    }
    Path folder = places.archivedManifests();
    Path to = folder.resolve(places.freeStem(folder, manifest.name()) + ".yaml");
    kept.get(0).entries.add(new Entry(places.copy(manifest.file()), manifest.file(), to, null));
    kept.forEach(each -> each.manifest = to);
  }

  /** Returns the rows a source had before; empty where there was no table. */
  public Optional<TableHash> rowsBefore(String source) {
    return all.stream()
        .filter(kept -> kept.subject.source().equals(source))
        .findFirst()
        .flatMap(kept -> Optional.ofNullable(kept.rows));
  }

  /**
   * Returns the file in which the rows a source had before lie now; empty where they are let go.
   */
  public Optional<Path> rowsFile(String source) {
    return all.stream()
        .filter(kept -> kept.subject.source().equals(source))
        .flatMap(kept -> kept.entries.stream().filter(entry -> entry.to().equals(kept.rowsFile)))
        .map(Entry::from)
        .findFirst();
  }

  /** Tells whether the export of a source is as it was recorded, and holds the rows it has. */
  public boolean isExportKept(String source) {
    return all.stream()
        .filter(kept -> kept.subject.source().equals(source))
        .anyMatch(
            kept ->
                !kept.isApart
                    && kept.rows != null
                    && kept.entries.stream().anyMatch(entry -> kept.rows.equals(entry.holds()))
                    && kept.subject.export() != null
                    && kept.entries.stream()
                        .anyMatch(
                            entry ->
                                entry
                                    .from()
                                    .equals(workspace.resolve(kept.subject.export().path()))));
  }

  /** Returns the hash of a source's rows before; null where there was no table. */
  public @Nullable String rowHashBefore(String source) {
    return all.stream()
        .filter(kept -> kept.subject.source().equals(source) && kept.rows != null)
        .map(kept -> Objects.requireNonNull(kept.rows).hex())
        .findFirst()
        .orElse(null);
  }

  /** Returns where the rows of a source will be, relative to the workspace; null if nowhere. */
  public @Nullable String keptAs(String source) {
    return place(source, kept -> kept.rowsFile);
  }

  /** Returns where a source's manifest will be, relative to the workspace; null if nowhere. */
  public @Nullable String manifestKeptAs(String source) {
    return place(source, kept -> kept.manifest);
  }

  /** Returns where a subject's rows will be, relative to the workspace; null if nowhere. */
  public @Nullable String keptAs(Kept kept) {
    return kept.rowsFile == null ? null : workspace.relative(kept.rowsFile);
  }

  private @Nullable String place(
      String source, java.util.function.Function<Kept, @Nullable Path> file) {
    for (Kept kept : all) {
      Path found = kept.subject.source().equals(source) ? file.apply(kept) : null;
      if (found != null) {
        return workspace.relative(found);
      }
    }
    return null;
  }

  /** Records what is kept, in the run's transaction, and returns the files to keep, in order. */
  public List<FileOperation> record() {
    List<FileOperation> items = new ArrayList<>();
    for (Kept kept : all) {
      for (Entry entry : kept.entries) {
        String sha256 = FileHash.sha256(entry.from());
        items.add(item(entry.from(), entry.to(), sha256));
        save(kept, entry, sha256);
        if (destination == Destination.ARCHIVE) {
          Path meta = meta(kept, entry, sha256);
          Path to = entry.to().resolveSibling(entry.to().getFileName() + ArchiveMeta.SUFFIX);
          items.add(item(meta, to, FileHash.sha256(meta)));
        }
      }
    }
    return items;
  }

  private void save(Kept kept, Entry entry, String sha256) {
    String to = workspace.relative(entry.to());
    if (!KeptFileRepository.isKept(to)) {
      return; // for undo alone
    }
    TableHash holds = entry.holds();
    LoadHistoryRepository.Load load = kept.load;
    records.save(
        run.connection(),
        run.id(),
        to,
        sha256,
        run.startedAt(),
        new KeptFileRepository.About(
            kept.subject.source(),
            kept.subject.periodText(),
            holds == null ? null : Long.valueOf(holds.rowCount()),
            holds == null ? null : holds.hex(),
            holds == null || load == null ? null : load.at(),
            holds == null || load == null ? null : load.run()));
  }

  private Path meta(Kept kept, Entry entry, String sha256) {
    KeptManifest manifest = kept.subject.manifest();
    KeptManifest itself =
        manifest != null && entry.origin().equals(manifest.file()) ? manifest : null;
    TableHash holds = entry.holds();
    long rows = holds != null ? holds.rowCount() : 0;
    try {
      ArchiveMeta meta =
          new ArchiveMeta(
              sha256,
              Files.size(entry.from()),
              itself != null ? itself.name() : kept.subject.source(),
              manifest == null ? null : manifest.name(),
              manifest == null ? null : manifest.publication(),
              kept.subject.period(),
              itself != null ? itself.rows() : rows,
              holds == null ? null : holds.hex(),
              kept.load == null ? null : kept.load.at(),
              run.startedAt(),
              run.id().value(),
              workspace.relative(entry.origin()));
      Path file = places.inRun(entry.to().getFileName() + ArchiveMeta.SUFFIX);
      AtomicFile.replace(file, meta.text(Map.of()));
      return file;
    } catch (IOException e) {
      throw new StorageException("cannot read " + entry.from() + ": " + IoErrors.of(e), null, e);
    }
  }

  private LoadHistoryRepository.@Nullable Load load(Subject subject) {
    return new LoadHistoryRepository(run.session().identity())
        .findLoadOf(run.connection(), subject.source(), subject.table(), subject.stacked())
        .orElse(null);
  }

  private Path write(Subject subject) {
    Path target = places.inRun(subject.source() + PARQUET);
    new ParquetExporter()
        .export(
            run.connection(),
            new ExportRequest(subject.description(), subject.table(), subject.filter(), target));
    return target;
  }

  private FileOperation item(Path from, Path to, String sha256) {
    return new FileOperation(
        FileOperation.Action.KEEP, workspace.relative(from), workspace.relative(to), sha256);
  }

  /** Returns the file beside another one that has its name and another extension. */
  public static Path sibling(Path file, String extension) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + extension);
  }
}
