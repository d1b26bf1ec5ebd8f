package org.datawarp.lifecycle.version;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.load.ColumnComment;
import org.datawarp.pipeline.manifest.CanonicalEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestHeader.StateChange;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.jspecify.annotations.Nullable;

/** What a manifest says after sources of it were brought back. */
public final class ManifestRestorer {
  private final Instant at;
  private final String run;

  /** Makes the manifests of a run. */
  public ManifestRestorer(Instant at, String run) {
    this.at = at;
    this.run = run;
  }

  /**
   * A source as it is exported now.
   *
   * @param code its code
   * @param table its staging table
   * @param canonical its place in a canonical source, if no manifest says another; null for none
   * @param version the version brought back
   * @param rows its rows
   * @param rowHash their hash
   * @param path the export, relative to the workspace
   * @param sha256 the SHA-256 of the export
   */
  public record Returned(
      SourceCode code,
      TableName table,
      @Nullable CanonicalEntry canonical,
      Version version,
      long rows,
      String rowHash,
      String path,
      String sha256) {}

  /**
   * Returns the manifest.
   *
   * <p>What a version's own manifest said of a source counts. Its header counts too when every
   * source of the manifest comes back, since rows and files then are those of that time; the
   * history goes on.
   *
   * @param now the manifest as it is, active or archived; null where there is none
   * @param then the manifest that was kept with the versions; null where none was
   * @param name its name, for one that has to be written anew
   * @throws org.datawarp.model.error.RefusedException if its state does not allow it
   */
  public Manifest of(
      @Nullable Manifest now, @Nullable Manifest then, String name, List<Returned> returned) {
    List<SourceCode> codes = returned.stream().map(Returned::code).toList();
    Manifest base = base(now, then, codes);
    if (base == null) {
      base = sketch(name, returned);
    }
    List<StateChange> history = now == null ? base.header().history() : now.header().history();
    ManifestHeader header = base.header().restored(history, at, run);
    Manifest result = base;
    for (Returned source : returned) {
      result = result.withSource(source(source, base, now, then));
    }
    List<ManifestSource> sources = new ArrayList<>(result.sources());
    sources.sort((a, b) -> a.code().compareTo(b.code()));
    return result
        .withSources(sources)
        .with(
            header.withParquetPaths(
                sources.stream()
                    .map(ManifestSource::parquetPath)
                    .flatMap(path -> Optional.ofNullable(path).stream())
                    .toList()));
  }

  private static @Nullable Manifest base(
      @Nullable Manifest now, @Nullable Manifest then, List<SourceCode> codes) {
    if (now == null) {
      return then;
    }
    return then != null && isWhole(now, codes) ? then : now;
  }

  private static boolean isWhole(Manifest now, List<SourceCode> codes) {
    return now.sources().stream().allMatch(source -> codes.contains(source.code()));
  }

  private static ManifestSource source(
      Returned returned, Manifest base, @Nullable Manifest now, @Nullable Manifest then) {
    ManifestSource source =
        Optional.ofNullable(then)
            .flatMap(manifest -> manifest.source(returned.code()))
            .or(() -> base.source(returned.code()))
            .or(() -> Optional.ofNullable(now).flatMap(m -> m.source(returned.code())))
            .orElseGet(() -> sketch(returned));
    source = withContractOf(source, now);
    CanonicalEntry place = returned.canonical();
    if (place == null || !source.isCanonical()) {
      source = source.with(place);
    }
    return source.exported(returned.rows(), returned.rowHash(), returned.path(), returned.sha256());
  }

  /** The contract is the canonical source's, and not one of its past. */
  private static ManifestSource withContractOf(ManifestSource source, @Nullable Manifest now) {
    CanonicalEntry then = source.canonical();
    if (then == null || now == null) {
      return source;
    }
    return now.source(source.code())
        .flatMap(known -> Optional.ofNullable(known.canonical()))
        .map(known -> source.with(then.with(known.contract())))
        .orElse(source);
  }

  /** A manifest of which nothing is left but its exports. */
  private Manifest sketch(String name, List<Returned> returned) {
    Map<String, String> metadata = ParquetRows.metadata(returned.get(0).version().file());
    Map<String, String> options =
        returned.stream().anyMatch(source -> source.canonical() != null)
            ? Map.of("reference", "auto")
            : Map.of();
    return new Manifest(
        new ManifestHeader(
            name,
            ArchiveMeta.find(returned.get(0).version().file())
                .map(ArchiveMeta::publication)
                .orElse(name),
            metadata.get("datawarp.description"),
            ManifestState.EXPORTED,
            period(metadata),
            metadata.get("datawarp.landing_page"),
            at,
            at,
            returned.get(0).version().loadedAt(),
            null,
            null,
            0,
            options,
            List.of(),
            List.of(),
            List.of(),
            Map.of()),
        List.of(),
        Map.of());
  }

  /** One period whose days the file tells; several are no period of a manifest. */
  private static @Nullable Period period(Map<String, String> metadata) {
    String label = metadata.get("datawarp.periods");
    String first = metadata.get("datawarp.first_day");
    String last = metadata.get("datawarp.last_day");
    return label == null || label.contains(",") || first == null || last == null
        ? null
        : new Period(label, java.time.LocalDate.parse(first), java.time.LocalDate.parse(last));
  }

  private static ManifestSource sketch(Returned returned) {
    Path file = returned.version().file();
    Map<String, String> metadata = ParquetRows.metadata(file);
    List<ManifestColumn> columns = new ArrayList<>();
    ParquetRows.columns(file).stream()
        .filter(column -> !column.name().startsWith("_"))
        .forEach(
            column -> {
              String header =
                  ColumnComment.header(Objects.requireNonNullElse(column.comment(), ""));
              columns.add(
                  new ManifestColumn(
                      column.name(),
                      header,
                      header.isEmpty() ? List.of() : List.of(header),
                      column.type(),
                      ColumnFacts.NONE,
                      List.of(),
                      KeyOrigin.CELLS,
                      Map.of()));
            });
    return new ManifestSource(
        returned.code(),
        metadata.getOrDefault("datawarp.title", returned.code().value()),
        returned.table(),
        null,
        returned.rows(),
        null,
        null,
        null,
        columns,
        List.of(),
        Map.of());
  }
}
