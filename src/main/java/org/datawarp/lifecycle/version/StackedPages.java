package org.datawarp.lifecycle.version;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.SourceCode;
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
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.CanonicalRepository.PeriodRows;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.StackedPeriod;

/**
 * The page that all periods of a canonical source share, after other periods came or went: it
 * counts what is there, and describes the columns as they are in the newest period.
 */
public final class StackedPages {
  private final Run run;

  /** Makes the pages of a run. */
  public StackedPages(Run run) {
    this.run = run;
  }

  /** Writes the pages anew of the sources that lost periods, where they keep others. */
  public void renew(List<StackedPeriod> gone, List<FileOperation> items) {
    renew(gone.stream().map(StackedPeriod::source).toList(), items);
  }

  /**
   * Writes pages anew; the registry is as it will be. Costs the reading of one period of each.
   *
   * @param sources codes of canonical sources; those without a period in use keep their page
   * @param items gets the files to publish; what is replaced is kept for undo
   */
  public void renew(Collection<String> sources, List<FileOperation> items) {
    new TreeSet<>(sources)
        .forEach(
            code ->
                newest(code)
                    .ifPresent(
                        page -> {
                          Path target = run.workspace().page(new SourceCode(code));
                          items.removeIf(item -> isOf(item, target));
                          items.addAll(run.replaceKeeping(target, page));
                        }));
  }

  private boolean isOf(FileOperation item, Path page) {
    return item.action() == FileOperation.Action.REPLACE
        && item.to().equals(run.workspace().relative(page));
  }

  private Optional<Path> newest(String code) {
    List<String> periods =
        new ArrayList<>(run.records().listPeriodExports(run.connection(), code).keySet());
    if (periods.isEmpty()) {
      return Optional.empty();
    }
    String newest = periods.get(periods.size() - 1);
    Optional<Manifest> manifest =
        canonical().listPeriods(run.connection(), code).stream()
            .filter(period -> period.period().equals(newest))
            .map(PeriodRows::manifest)
            .findFirst()
            .flatMap(this::manifest);
    Optional<ManifestSource> source = manifest.flatMap(found -> found.source(new SourceCode(code)));
    return manifest.isPresent() && source.isPresent()
        ? Optional.of(page(manifest.get(), source.get(), newest))
        : Optional.empty();
  }

  private Path page(Manifest manifest, ManifestSource source, String period) {
    String code = source.code().value();
    SourceDescription description =
        new Descriptions(run.records()).of(run.connection(), manifest.header(), source);
    ExportReport report =
        new ParquetExporter()
            .export(
                run.connection(),
                new ExportRequest(
                    Descriptions.ofPeriod(description, period),
                    source.table(),
                    RowFilter.periods(List.of(period)),
                    run.newFile("page-" + code + ".parquet"),
                    CanonicalExports.digits(canonical(), run.connection(), code)));
    Path page = run.newFile("page-" + code + ".md");
    AtomicFile.replace(
        page,
        SourceDocument.render(
            description, report, CanonicalExports.stack(run.records(), run.connection(), code)));
    return page;
  }

  /** The run may have written it; its file follows. */
  private Optional<Manifest> manifest(String name) {
    return new ArchiveRepository(run.session().identity())
        .findManifest(run.connection(), name)
        .map(recorded -> ManifestStore.parse(name, recorded.text()));
  }

  private CanonicalRepository canonical() {
    return new CanonicalRepository(run.session().identity());
  }
}
