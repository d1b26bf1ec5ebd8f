package org.datawarp.lifecycle.refresh;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.RowsBefore;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.jspecify.annotations.Nullable;

/** The sources of a manifest that a refresh replaces. */
final class ReplacedSources {
  private final Run run;
  private final RefreshTarget target;

  ReplacedSources(Run run, RefreshTarget target) {
    this.run = run;
    this.target = target;
  }

  /** Begins to read the rows of all tables there are, while nothing else uses the run's session. */
  RowsBefore read() {
    RowsBefore before = new RowsBefore(run);
    target
        .before()
        .map(ManifestStore.Stored::manifest)
        .ifPresent(
            manifest -> {
              Map<TableName, @Nullable String> tables = new LinkedHashMap<>();
              manifest
                  .sources()
                  .forEach(source -> tables.put(source.table(), manifest.exportPeriod(source)));
              before.begin(tables);
            });
    return before;
  }

  /**
   * Makes sure that what will be replaced is kept.
   *
   * @param touched the codes of the tables that will be
   * @param before the rows as they were read, where they were
   */
  VersionKeeper keep(
      RefreshRequest.ReplacedGoes replaced, List<String> touched, RowsBefore before) {
    VersionKeeper keeper =
        new VersionKeeper(
            run,
            switch (replaced) {
              case VERSIONS -> VersionKeeper.Destination.VERSIONS;
              case ARCHIVE -> VersionKeeper.Destination.ARCHIVE;
            },
            before);
    target.before().ifPresent(stored -> keep(stored, touched, keeper));
    // Without --purge-db the rows of an archived manifest are still in their tables.
    target.archived().ifPresent(stored -> keepArchived(stored, touched, keeper));
    return keeper;
  }

  private void keep(ManifestStore.Stored stored, List<String> touched, VersionKeeper keeper) {
    for (ManifestSource source : stored.manifest().sources()) {
      if (touched.contains(source.code().value())) {
        keeper.keep(subject(run, stored.manifest(), source, manifest(stored)));
      }
    }
  }

  private void keepArchived(
      ManifestStore.Stored archived, List<String> touched, VersionKeeper keeper) {
    for (ManifestSource source : archived.manifest().sources()) {
      if (touched.contains(source.code().value())
          && run.records()
                  .findRowCount(
                      run.connection(), source.table(), archived.manifest().exportPeriod(source))
                  .orElse(0)
              > 0) {
        keeper.keep(subject(run, archived.manifest(), source, null));
      }
    }
  }

  /** Returns what is known of a source that is about to be replaced. */
  static VersionKeeper.Subject subject(
      Run run,
      Manifest manifest,
      ManifestSource source,
      VersionKeeper.@Nullable KeptManifest kept) {
    return new VersionKeeper.Subject(
        new Descriptions(run.records()).of(run.connection(), manifest.header(), source),
        source.table(),
        SourcePlaces.rows(manifest, source),
        RefreshRun.label(manifest),
        run.records()
            .findExport(run.connection(), source.code().value(), manifest.exportPeriod(source))
            .orElse(null),
        kept);
  }

  /** Returns what is known of a manifest that is about to be replaced. */
  static VersionKeeper.KeptManifest manifest(ManifestStore.Stored stored) {
    Manifest manifest = stored.manifest();
    return new VersionKeeper.KeptManifest(
        manifest.name(),
        manifest.header().publication(),
        stored.file(),
        manifest.sources().stream().mapToLong(ManifestSource::rows).sum());
  }
}
