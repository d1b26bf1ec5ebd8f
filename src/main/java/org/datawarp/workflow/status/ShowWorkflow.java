package org.datawarp.workflow.status;

import java.nio.file.Files;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.lifecycle.retention.RetentionRules;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.SourceCode;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.ColumnRepository;
import org.datawarp.repository.ColumnRepository.ColumnEntry;
import org.datawarp.repository.Hold;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.LoadedFileRepository;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.QuarantineRepository;
import org.datawarp.repository.RetentionPolicyRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.repository.SourceRepository;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.repository.StagingTables;
import org.datawarp.repository.StagingTables.PeriodRows;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Explains sources: all that the database, the manifests and the folders know of them. */
public final class ShowWorkflow {
  private static final String DIMENSION = "dimension";
  private static final String MEASURE = "measure";

  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow; nothing is opened before it looks. */
  public ShowWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /** Returns the workspace's folder. */
  public String root() {
    return workspace.root().toString();
  }

  /**
   * Explains each source that is meant, by code. Counts the rows of its table.
   *
   * @param glob a {@link SourcePattern} of codes or manifests
   * @param events how many events of each at most
   * @return empty where there is no workspace or no database yet
   * @throws NotFoundException if nothing fits
   */
  public Optional<List<SourceDetails>> show(String glob, int events) {
    SourcePattern pattern = SourcePattern.parse(glob);
    return context.readIfPresent(
        "explaining " + glob,
        (connection, identity) -> {
          List<SourceEntry> all = new SourceRepository(identity).listSources(connection);
          List<SourceEntry> found = all.stream().filter(entry -> entry.isMeantBy(pattern)).toList();
          if (found.isEmpty()) {
            throw NotFoundException.named(
                "there is no source '" + glob + "'", glob, SourceEntry.names(all));
          }
          Estate estate = Estate.of(connection, identity);
          return onceEach(found).stream()
              .map(entry -> details(connection, identity, estate, entry, events))
              .toList();
        });
  }

  /** A canonical source has an entry for each period: the newest one stands for it. */
  private static List<SourceEntry> onceEach(List<SourceEntry> entries) {
    Map<String, SourceEntry> bySource = new LinkedHashMap<>();
    entries.forEach(entry -> bySource.put(entry.code(), entry));
    return List.copyOf(bySource.values());
  }

  /** What is asked once, however many sources are shown. */
  private record Estate(
      List<SourcePeriod> units, RetentionRules rules, List<Hold> holds, Map<String, Long> aside) {
    static Estate of(Connection connection, UUID identity) {
      List<SourcePeriod> units = new SourcePeriods(identity).list(connection);
      List<Hold> holds = new HoldRepository(identity).list(connection);
      Map<String, Long> aside = new HashMap<>();
      new QuarantineRepository(identity)
          .list(connection)
          .forEach(cell -> aside.merge(cell.source(), 1L, Long::sum));
      RetentionRules rules =
          new RetentionRules(
              RetentionRules.live(units),
              new RetentionPolicyRepository(identity).list(connection),
              holds);
      return new Estate(units, rules, holds, aside);
    }

    List<SourcePeriod> of(String source) {
      return units.stream().filter(unit -> unit.source().equals(source)).toList();
    }
  }

  private SourceDetails details(
      Connection connection, UUID identity, Estate estate, SourceEntry entry, int events) {
    List<SourcePeriod> units = estate.of(entry.code());
    Optional<ManifestStore.Stored> manifest = manifest(entry.manifest());
    TableName table = entry.tableName();
    boolean isThere = StagingTables.exists(connection, table);
    List<StoredColumn> stored = isThere ? StagingTableReader.columns(connection, table) : List.of();
    List<PeriodRows> periods = periods(connection, identity, entry, stored, units);
    List<SourceDetails.Issue> issues = issues(units);
    long rows =
        issues.isEmpty()
            ? new ManifestRepository(identity).findRowCount(connection, table).orElse(0)
            : periods.stream().mapToLong(PeriodRows::rows).sum();
    return new SourceDetails(
        entry,
        manifest.map(found -> found.manifest().header().description()).orElse(null),
        units.isEmpty() ? null : units.get(0).publication(),
        !issues.isEmpty(),
        manifest.map(found -> found.manifest().header().sourceUrl()).orElse(null),
        columns(connection, entry.code(), stored, manifest),
        periods,
        issues,
        files(connection, entry.code()),
        new SourceRepository(identity)
            .listEvents(connection, SourcePattern.parse(entry.code()), events),
        verdicts(estate, units),
        holds(estate, entry, units),
        estate.aside().getOrDefault(entry.code(), 0L),
        new VersionStore(workspace, identity)
            .list(connection, entry.code()).stream()
                .filter(version -> version.place() != Version.Place.CURRENT)
                .count(),
        isThere ? StagingTables.views(connection, table) : List.of(),
        rows,
        StagingTables.sizeBytes(connection, table),
        units.stream()
            .map(SourcePeriod::export)
            .filter(Objects::nonNull)
            .mapToLong(SourcePeriod.ExportFile::sizeBytes)
            .sum());
  }

  /** Of canonical sources the rows are counted already. */
  private static List<PeriodRows> periods(
      Connection connection,
      UUID identity,
      SourceEntry entry,
      List<StoredColumn> stored,
      List<SourcePeriod> units) {
    Map<String, Instant> loaded = new HashMap<>();
    for (SourcePeriod unit : units) {
      if (unit.periodLabel() != null && unit.loadedAt() != null) {
        loaded.put(unit.periodLabel(), unit.loadedAt());
      }
    }
    List<PeriodRows> counted =
        new CanonicalRepository(identity)
            .listPeriods(connection, entry.code()).stream()
                .map(each -> new PeriodRows(each.period(), each.rows(), loaded.get(each.period())))
                .toList();
    if (!counted.isEmpty()) {
      return counted;
    }
    return StoredColumn.indexOf(stored, "_period") < 0
            || StoredColumn.indexOf(stored, "_loaded_at") < 0
        ? List.of()
        : StagingTables.periods(connection, entry.tableName());
  }

  private static List<SourceDetails.Issue> issues(List<SourcePeriod> units) {
    List<SourceDetails.Issue> issues = new ArrayList<>();
    for (SourcePeriod unit : units) {
      SourcePeriod.ExportFile export = unit.export();
      if (export != null && export.period() != null) {
        issues.add(
            new SourceDetails.Issue(
                export.period(),
                unit.manifest(),
                unit.manifestState(),
                export.path(),
                export.sizeBytes(),
                unit.isArchived()));
      }
    }
    return issues;
  }

  private Optional<ManifestStore.Stored> manifest(@Nullable String name) {
    ManifestStore manifests = context.manifests();
    return Optional.ofNullable(name)
        .flatMap(given -> manifests.findActive(given).or(() -> manifests.findArchived(given)));
  }

  private static List<SourceDetails.Column> columns(
      Connection connection,
      String code,
      List<StoredColumn> stored,
      Optional<ManifestStore.Stored> manifest) {
    Map<String, ColumnEntry> known = new HashMap<>();
    ColumnRepository.list(connection, code).forEach(column -> known.put(column.name(), column));
    Map<String, ManifestColumn> written = new HashMap<>();
    manifest
        .flatMap(found -> found.manifest().source(new SourceCode(code)))
        .map(ManifestSource::columns)
        .orElse(List.of())
        .forEach(column -> written.put(column.name(), column));
    return stored.stream()
        .filter(column -> !column.name().startsWith("_"))
        .map(column -> column(column, known.get(column.name()), written.get(column.name())))
        .toList();
  }

  private static SourceDetails.Column column(
      StoredColumn column, @Nullable ColumnEntry known, @Nullable ManifestColumn written) {
    String described = written == null ? null : written.description();
    String header = known == null ? column.comment() : known.originalName();
    return new SourceDetails.Column(
        column.name(),
        column.sqlType(),
        header == null || header.isEmpty() ? null : header,
        described != null || known == null ? described : known.description(),
        known == null ? null : role(known),
        known == null ? null : known.nullRate(),
        written == null ? List.of() : written.markers());
  }

  private static @Nullable String role(ColumnEntry known) {
    if (Boolean.TRUE.equals(known.isMeasure())) {
      return MEASURE;
    }
    return Boolean.TRUE.equals(known.isDimension()) ? DIMENSION : null;
  }

  private List<SourceDetails.File> files(Connection connection, String code) {
    return LoadedFileRepository.list(connection, code).stream()
        .map(file -> new SourceDetails.File(file, isKept(file)))
        .toList();
  }

  private boolean isKept(LoadedFile file) {
    String path = file.localPath();
    return path != null
        && (workspace.find(path).filter(Files::isRegularFile).isPresent()
            || workspace.find("archive/" + path).filter(Files::isRegularFile).isPresent());
  }

  private List<RetentionVerdict> verdicts(Estate estate, List<SourcePeriod> units) {
    return estate.rules().decide(RetentionRules.live(units), context.clock().instant());
  }

  private static List<SourceDetails.Held> holds(
      Estate estate, SourceEntry entry, List<SourcePeriod> units) {
    return estate.holds().stream()
        .filter(
            hold ->
                hold.holds(entry.code(), entry.manifest(), null)
                    && (units.isEmpty()
                        || units.stream()
                            .anyMatch(
                                unit ->
                                    hold.holds(
                                        entry.code(), entry.manifest(), unit.periodLabel()))))
        .map(
            hold ->
                new SourceDetails.Held(
                    hold.pattern().toString(), hold.period(), hold.reason(), hold.by(), hold.at()))
        .toList();
  }
}
