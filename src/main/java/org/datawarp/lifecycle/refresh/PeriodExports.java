package org.datawarp.lifecycle.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.FileExport;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.export.DecimalDigits;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetDraft;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.document.SourceDocument;
import org.datawarp.pipeline.manifest.Manifest;
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

  /** A file of this run is not in its place yet. */
  private Path file(ManifestSource source, Map.Entry<String, ExportState> other) {
    Written written = done.getOrDefault(code(source), Map.of()).get(other.getKey());
    return written == null ? workspace.resolve(other.getValue().path()) : written.report().file();
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
    Map<String, ExportReport> written = new TreeMap<>();
    Map<String, DecimalDigits> digits = digits(run, source);
    ParquetDraft draft = drafts.take(source.code());
    Map<String, ExportState> there = records.listPeriodExports(run.connection(), code(source));
    there.remove(own);
    do {
      // Digits only grow, so the second round is the last unless files differ from what is
      // recorded.
      ExportReport report = write(source, own, description, digits, draft);
      draft = null;
      written.put(own, report);
      grow(digits, report);
      String schema = ParquetRows.schema(report.file());
      for (Map.Entry<String, ExportState> other : there.entrySet()) {
        ExportReport known = written.get(other.getKey());
        Path file = known == null ? file(source, other) : known.file();
        if (!Files.isRegularFile(file) || ParquetRows.schema(file).equals(schema)) {
          continue; // a file that is gone is told by status
        }
        ExportReport again = write(source, other.getKey(), description, digits, null);
        written.put(other.getKey(), again);
        grow(digits, again);
      }
    } while (!isOneSchema(written));
    save(source, digits);
    publish(manifest, source, own, description, written, items);
    tell(source, own, written);
    return new Written(
        Objects.requireNonNull(written.get(own)),
        workspace.relative(workspace.export(source.code(), own)));
  }

  /**
   * Plans to write the manifests of other periods whose files were written anew.
   *
   * @param own the manifest of the run, which is written anyway
   */
  public void finish(Manifest own, List<FileOperation> items) {
    others.remove(own.name());
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
      SourceDescription description,
      Map<String, DecimalDigits> digits,
      @Nullable ParquetDraft draft) {
    String name = source.code() + "-" + Workspace.periodName(period) + "-" + files++;
    return new ParquetExporter()
        .export(
            run.connection(),
            new ExportRequest(
                Descriptions.ofPeriod(description, period),
                source.table(),
                SourcePlaces.rows(period),
                run.newFile(name + ".parquet"),
                digits),
            draft);
  }

  /** Returns the most digits that numbers of a source have over all periods, by column. */
  static Map<String, DecimalDigits> digits(Run run, ManifestSource source) {
    Map<String, DecimalDigits> digits = new TreeMap<>();
    new CanonicalRepository(run.session().identity())
        .findDigits(run.connection(), code(source))
        .forEach((column, both) -> digits.put(column, new DecimalDigits(both.get(0), both.get(1))));
    return digits;
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
      Manifest manifest,
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
                  Descriptions.ofPeriod(description, period),
                  period,
                  report,
                  workspace.relative(target),
                  workspace.relative(page),
                  run.id().value()));
          replace(items, run.replaceItem(report.file(), target, report.sha256()));
          done.computeIfAbsent(code(source), key -> new TreeMap<>())
              .put(period, new Written(report, workspace.relative(target)));
          if (!period.equals(own)) {
            update(manifest, source, period, new Written(report, workspace.relative(target)));
          }
        });
    Path document = run.newFile(source.code() + "-" + files++ + ".md");
    AtomicFile.replace(
        document,
        SourceDocument.render(
            description, Objects.requireNonNull(written.get(own)), stack(source)));
    replace(items, run.replaceItem(document, page, FileHash.sha256(document)));
  }

  /** A run that exports several periods puts each file in place once, as it is in the end. */
  private static void replace(List<FileOperation> items, FileOperation item) {
    items.removeIf(earlier -> earlier.action() == item.action() && earlier.to().equals(item.to()));
    items.add(item);
  }

  private SourceDocument.Stack stack(ManifestSource source) {
    List<String> periods = new ArrayList<>();
    long rows = 0;
    LocalDate first = null;
    LocalDate last = null;
    for (ManifestRepository.PeriodExport export :
        records.listPeriods(run.connection(), code(source))) {
      periods.add(export.period());
      rows += export.rows();
      first = first == null || export.firstDay().isBefore(first) ? export.firstDay() : first;
      last = last == null || export.lastDay().isAfter(last) ? export.lastDay() : last;
    }
    return new SourceDocument.Stack(rows, periods, first, last);
  }

  /** Notes the new file of another period in that period's manifest. */
  private void update(Manifest manifest, ManifestSource source, String period, Written written) {
    Optional<String> name =
        canonical.listPeriods(run.connection(), code(source)).stream()
            .filter(each -> each.period().equals(period))
            .map(PeriodRows::manifest)
            .findFirst();
    if (name.isEmpty() || name.get().equals(manifest.name())) {
      return;
    }
    @Nullable Manifest other =
        others.containsKey(name.get())
            ? others.get(name.get())
            : new ManifestStore(workspace)
                .findActive(name.get())
                .map(ManifestStore.Stored::manifest)
                .orElse(null);
    if (other != null) {
      Manifest known = other;
      other
          .source(source.code())
          .ifPresent(its -> others.put(name.get(), known.withSource(written.in(its))));
    }
  }

  private void tell(ManifestSource source, String own, Map<String, ExportReport> written) {
    List<String> again = written.keySet().stream().filter(period -> !period.equals(own)).toList();
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
