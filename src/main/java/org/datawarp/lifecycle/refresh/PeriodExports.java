package org.datawarp.lifecycle.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.CanonicalExports;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.FileExport;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.DecimalDigits;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetDraft;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.document.SourceDocument;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.PeriodRows;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.ManifestRepository.ExportState;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/*
 * One schema for all files of a source: the table's columns, and for each numeric column the most
 * digits over all periods, which tbl_canonical_sources remembers. Whether a file has to be written
 * anew is asked of the files: of those that have the schema already only the footer is read.
 */
/** The exports of canonical sources: a file for each period, all of one schema, and one page. */
public final class PeriodExports {
  private final Workspace workspace;
  private final Run run;
  private final CanonicalRepository canonical;
  private final ManifestRepository records;
  private final Map<String, Manifest> others = new LinkedHashMap<>();
  private final Map<String, Optional<Manifest>> manifests = new TreeMap<>();
  private final Map<String, Map<String, Written>> done = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private final ParquetDrafts drafts;
  private int files;

  /** Makes the exports of a run that loads nothing. */
  public PeriodExports(Workspace workspace, Run run) {
    this(workspace, run, ParquetDrafts.none(run));
  }

  /**
   * Makes the exports of a run.
   *
   * @param drafts the files that were written while rows were loaded
   */
  PeriodExports(Workspace workspace, Run run, ParquetDrafts drafts) {
    this.drafts = drafts;
    this.workspace = workspace;
    this.run = run;
    this.canonical = new CanonicalRepository(run.session().identity());
    this.records = run.records();
  }

  /**
   * A file that was written.
   *
   * @param path where it will be, relative to the workspace
   */
  public record Written(ExportReport report, String path) {
    /** Returns a source as it is exported then. */
    public ManifestSource in(ManifestSource source) {
      return source.exported(report.rowCount(), report.rowHash(), path, report.sha256());
    }
  }

  /** Returns the files that the run has written of a source, by period. */
  public Map<String, Written> written(SourceCode source) {
    return Map.copyOf(done.getOrDefault(source.value(), Map.of()));
  }

  /** Returns what a person should know, a line each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Exports a manifest's period of a source, and those of other periods that would have another
   * schema.
   *
   * @param items gets the files to publish
   */
  public Written export(
      Manifest manifest,
      ManifestSource source,
      SourceDescription description,
      List<FileOperation> items) {
    String own = Objects.requireNonNull(manifest.exportPeriod(source), "a period");
    Map<String, ExportReport> written =
        write(source, List.of(own), period -> describe(period, own, description, source), items);
    publish(manifest, source, own, description, written, items);
    tell(source, List.of(own), written);
    return new Written(
        Objects.requireNonNull(written.get(own)),
        workspace.relative(workspace.export(source.code(), own)));
  }

  /**
   * Exports several periods of a source from the rows in the database. {@link #finish} writes their
   * manifests.
   *
   * @param periods periods that have rows
   * @param items gets the files to publish
   * @return the files, by period
   */
  public Map<String, Written> export(
      SourceCode code, Collection<String> periods, List<FileOperation> items) {
    Map<String, Part> parts = parts(code);
    parts.keySet().retainAll(periods);
    return exportPeriods(code, parts, List.of(), items);
  }

  /**
   * Makes sure that all files of sources have one schema, after some came back from elsewhere: a
   * version, the archive, the trash.
   *
   * @param codes codes of canonical sources
   * @param items the files to publish so far; gets others, with the manifests that name them
   * @return what a person should know, a line each
   */
  public static List<String> align(Run run, Collection<String> codes, List<FileOperation> items) {
    PeriodExports exports = new PeriodExports(run.workspace(), run);
    new TreeSet<>(codes).forEach(code -> exports.align(new SourceCode(code), items));
    if (!exports.done.isEmpty()) {
      exports.finish(List.of(), items);
      run.keepReplaced(items);
    }
    return exports.notes();
  }

  private void align(SourceCode code, List<FileOperation> items) {
    Set<String> schemas = new TreeSet<>();
    Map<String, ExportState> there = records.listPeriodExports(run.connection(), code.value());
    for (ExportState export : there.values()) {
      Path file = file(export.path(), items);
      if (Files.isRegularFile(file)) {
        schemas.add(ParquetRows.schema(file));
      }
    }
    if (schemas.size() < 2) {
      return;
    }
    // What the run has done to manifests is recorded; their files follow.
    canonical
        .listPeriods(run.connection(), code.value())
        .forEach(period -> manifests.put(period.manifest(), recorded(period.manifest())));
    Map<String, Part> parts = parts(code);
    parts.keySet().retainAll(there.keySet());
    if (!parts.isEmpty()) {
      List<String> periods = List.copyOf(parts.keySet());
      exportPeriods(code, parts, periods.subList(0, periods.size() - 1), items);
    }
  }

  private Optional<Manifest> recorded(String name) {
    return records
        .findManifestText(run.connection(), name)
        .map(text -> ManifestStore.parse(name, text));
  }

  /** A period's manifest, and what it says of the source. */
  private record Part(Manifest manifest, ManifestSource source) {}

  /** Returns the periods that have rows and a manifest in use, in order. */
  private Map<String, Part> parts(SourceCode code) {
    Map<String, Part> parts = new LinkedHashMap<>();
    for (PeriodRows period : canonical.listPeriods(run.connection(), code.value())) {
      Manifest manifest = find(period.manifest());
      ManifestSource source = manifest == null ? null : manifest.source(code).orElse(null);
      if (manifest != null && source != null && hasRows(manifest)) {
        parts.put(period.period(), new Part(manifest, source));
      }
    }
    return parts;
  }

  private static boolean hasRows(Manifest manifest) {
    return manifest.state() == ManifestState.EXPORTED || manifest.state() == ManifestState.LOADED;
  }

  /**
   * Exports periods, the last of them being what the page describes.
   *
   * @param onlyIfOther periods that are written only if their schema is another
   */
  private Map<String, Written> exportPeriods(
      SourceCode code,
      Map<String, Part> parts,
      List<String> onlyIfOther,
      List<FileOperation> items) {
    List<String> periods = new ArrayList<>(parts.keySet());
    periods.removeAll(onlyIfOther);
    if (periods.isEmpty()) {
      return Map.of();
    }
    String last = periods.get(periods.size() - 1);
    Part newest = Objects.requireNonNull(parts.get(last));
    SourceDescription description = describe(newest);
    Map<String, ExportReport> written =
        write(
            newest.source(),
            periods,
            period -> describe(period, last, description, newest.source()),
            items);
    publish(null, newest.source(), last, description, written, items);
    tell(newest.source(), periods, written);
    return written(code);
  }

  private SourceDescription describe(Part part) {
    return new Descriptions(records).of(run.connection(), part.manifest().header(), part.source());
  }

  /** What is said of a period is what its own manifest says. */
  private SourceDescription describe(
      String period, String own, SourceDescription description, ManifestSource source) {
    if (period.equals(own)) {
      return Descriptions.ofPeriod(description, period);
    }
    SourceDescription its =
        manifestOf(source, period)
            .flatMap(
                manifest ->
                    manifest
                        .source(source.code())
                        .map(found -> describe(new Part(manifest, found))))
            .orElse(description);
    return Descriptions.ofPeriod(its, period);
  }

  /**
   * Writes files until all have one schema: digits only grow, so the second round is the last
   * unless files differ from what is recorded.
   *
   * @param own the periods to write in any case, first that whose rows the run has loaded
   */
  private Map<String, ExportReport> write(
      ManifestSource source,
      List<String> own,
      Function<String, SourceDescription> descriptions,
      List<FileOperation> items) {
    Map<String, ExportReport> written = new TreeMap<>();
    Map<String, DecimalDigits> digits =
        CanonicalExports.digits(canonical, run.connection(), code(source));
    Map<String, ExportState> there = records.listPeriodExports(run.connection(), code(source));
    own.forEach(there::remove);
    ParquetDraft draft = drafts.take(source.code());
    do {
      ExportReport first = write(source, own.get(0), descriptions, digits, draft);
      draft = null;
      written.put(own.get(0), first);
      String schema = ParquetRows.schema(first.file());
      for (String period : own.subList(1, own.size())) {
        ExportReport known = written.get(period);
        if (known == null || !ParquetRows.schema(known.file()).equals(schema)) {
          written.put(period, write(source, period, descriptions, digits, null));
        }
      }
      for (Map.Entry<String, ExportState> other : Map.copyOf(there).entrySet()) {
        String period = other.getKey();
        ExportReport known = written.get(period);
        Path file = known == null ? file(other.getValue().path(), items) : known.file();
        if (Files.isRegularFile(file) && !ParquetRows.schema(file).equals(schema)) {
          ExportReport again = write(source, period, descriptions, digits, null);
          if (known != null || isSame(other.getValue(), file, again)) {
            written.put(period, again);
          } else {
            there.remove(period);
            notes.add(stays(source, period, other.getValue(), again));
          }
        } // a file that is gone is told by status
      }
    } while (!isOneSchema(written));
    save(source, digits);
    return written;
  }

  /**
   * Tells whether a file written anew holds what the file in use does: rows may have been changed
   * or deleted by hand, or the table or a column dropped. Values that became text have other hashes
   * than before.
   */
  private static boolean isSame(ExportState recorded, Path file, ExportReport again) {
    Map<String, ColumnType> now = new TreeMap<>();
    ParquetRows.columns(again.file()).forEach(column -> now.put(column.name(), column.type()));
    boolean areThere = true;
    boolean isComparable = true;
    for (StoredColumn column : ParquetRows.columns(file)) {
      ColumnType type = now.get(column.name());
      areThere &= type != null;
      isComparable &=
          type == column.type() || (type != null && type.isNumber() && column.type().isNumber());
    }
    return areThere
        && recorded.rowCount() == again.rowCount()
        && (!isComparable || recorded.rowHash().equals(again.rowHash()));
  }

  private String stays(
      ManifestSource source, String period, ExportState recorded, ExportReport now) {
    String name = manifestOf(source, period).map(Manifest::name).orElse(code(source));
    return source.table()
        + " has not the rows of "
        + period
        + " that its file has ("
        + (now.rowCount() == recorded.rowCount()
            ? "values differ or a column is gone"
            : now.rowCount() + " instead of " + recorded.rowCount())
        + "), so the file stays as it is; 'datawarp restore "
        + name
        + "' brings its rows back";
  }

  /** A file of this run is not in its place yet. */
  private Path file(String path, List<FileOperation> items) {
    return items.stream()
        .filter(item -> item.to().equals(path) && brings(item))
        .reduce((earlier, later) -> later)
        .map(item -> workspace.resolve(item.from()))
        .orElseGet(() -> workspace.resolve(path));
  }

  private static boolean brings(FileOperation item) {
    return item.action() == FileOperation.Action.REPLACE
        || item.action() == FileOperation.Action.MOVE;
  }

  /**
   * Plans to write the manifests of other periods whose files were written anew.
   *
   * @param own the manifests that the run writes anyway
   */
  public void finish(Collection<String> own, List<FileOperation> items) {
    own.forEach(others::remove);
    others.values().forEach(manifest -> ManifestUpdate.planInUse(run, manifest, items));
  }

  private static boolean isOneSchema(Map<String, ExportReport> written) {
    return written.values().stream()
            .map(report -> ParquetRows.schema(report.file()))
            .distinct()
            .count()
        == 1;
  }

  private ExportReport write(
      ManifestSource source,
      String period,
      Function<String, SourceDescription> descriptions,
      Map<String, DecimalDigits> digits,
      @Nullable ParquetDraft draft) {
    String name = source.code() + "-" + Workspace.periodName(period) + "-" + files++;
    ExportReport report =
        new ParquetExporter(run.steps().listener(), loadedRows(source, period))
            .export(
                run.connection(),
                new ExportRequest(
                    descriptions.apply(period),
                    source.table(),
                    SourcePlaces.rows(period),
                    run.newFile(name + ".parquet"),
                    digits),
                draft);
    grow(digits, report);
    return report;
  }

  /** Returns how many rows of a period there are; -1 where nobody has written it down. */
  private long loadedRows(ManifestSource source, String period) {
    return canonical.listPeriods(run.connection(), code(source)).stream()
        .filter(known -> known.period().equals(period))
        .mapToLong(PeriodRows::rows)
        .findFirst()
        .orElse(-1);
  }

  private void save(ManifestSource source, Map<String, DecimalDigits> digits) {
    Map<String, List<Integer>> all = new TreeMap<>();
    digits.forEach((column, both) -> all.put(column, List.of(both.before(), both.after())));
    canonical.saveDigits(run.connection(), code(source), all);
  }

  private static void grow(Map<String, DecimalDigits> digits, ExportReport report) {
    DecimalDigits.of(report)
        .forEach((column, found) -> digits.merge(column, found, DecimalDigits::union));
  }

  private void publish(
      @Nullable Manifest manifest,
      ManifestSource source,
      String own,
      SourceDescription description,
      Map<String, ExportReport> written,
      List<FileOperation> items) {
    Path page = workspace.page(source.code());
    written.forEach(
        (period, report) -> {
          Path target = workspace.export(source.code(), period);
          records.saveExport(
              run.connection(),
              FileExport.stored(
                  describe(period, own, description, source),
                  period,
                  report,
                  workspace.relative(target),
                  workspace.relative(page),
                  run.id().value()));
          replace(items, run.replaceItem(report.file(), target, report.sha256()));
          done.computeIfAbsent(code(source), key -> new TreeMap<>())
              .put(period, new Written(report, workspace.relative(target)));
          if (manifest == null || !period.equals(own)) {
            update(manifest, source, period, new Written(report, workspace.relative(target)));
          }
        });
    Path document = run.newFile(source.code() + "-" + files++ + ".md");
    AtomicFile.replace(
        document,
        SourceDocument.render(
            description,
            Objects.requireNonNull(written.get(own)),
            CanonicalExports.stack(records, run.connection(), code(source))));
    replace(items, run.replaceItem(document, page, FileHash.sha256(document)));
  }

  /** A run that exports several periods puts each file in place once, as it is in the end. */
  private static void replace(List<FileOperation> items, FileOperation item) {
    items.removeIf(earlier -> earlier.to().equals(item.to()) && brings(earlier));
    items.add(item);
  }

  /** Notes the new file of another period in that period's manifest. */
  private void update(
      @Nullable Manifest manifest, ManifestSource source, String period, Written written) {
    Manifest other = manifestOf(source, period).orElse(null);
    if (other == null || (manifest != null && other.name().equals(manifest.name()))) {
      return;
    }
    other
        .source(source.code())
        .ifPresent(its -> others.put(other.name(), exported(other.withSource(written.in(its)))));
  }

  private Manifest exported(Manifest manifest) {
    ManifestHeader header =
        manifest.state() == ManifestState.LOADED
            ? manifest.header().to(ManifestState.EXPORTED, run.startedAt(), run.id().value())
            : manifest.header();
    return manifest.with(
        header.withParquetPaths(
            manifest.sources().stream()
                .map(ManifestSource::parquetPath)
                .flatMap(path -> Optional.ofNullable(path).stream())
                .toList()));
  }

  private Optional<Manifest> manifestOf(ManifestSource source, String period) {
    return canonical.listPeriods(run.connection(), code(source)).stream()
        .filter(each -> each.period().equals(period))
        .findFirst()
        .flatMap(each -> Optional.ofNullable(find(each.manifest())));
  }

  /** Returns a manifest in use as this run leaves it so far; null where there is none. */
  private @Nullable Manifest find(String name) {
    Manifest known = others.get(name);
    if (known != null) {
      return known;
    }
    return manifests.computeIfAbsent(name, this::read).orElse(null);
  }

  private Optional<Manifest> read(String name) {
    return new ManifestStore(workspace).findActive(name).map(ManifestStore.Stored::manifest);
  }

  private void tell(ManifestSource source, List<String> own, Map<String, ExportReport> written) {
    List<String> again = written.keySet().stream().filter(period -> !own.contains(period)).toList();
    if (!again.isEmpty()) {
      notes.add(
          source.code()
              + ": its columns or their digits are others than before, so the files of "
              + again.size()
              + " other "
              + (again.size() == 1 ? "period" : "periods")
              + " were written anew ("
              + String.join(", ", again)
              + ")");
    }
  }

  private static String code(ManifestSource source) {
    return source.code().value();
  }
}
