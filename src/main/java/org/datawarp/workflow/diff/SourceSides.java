package org.datawarp.workflow.diff;

import java.sql.Connection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.ChosenVersion;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.compare.ComparedTable;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.repository.LoadedFileRepository;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.repository.SourceRepository;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.repository.StagingTables;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** The tables of sources, manifests and publications, of a period or of a version. */
final class SourceSides {
  private static final String PREVIOUS = "previous";
  private static final String CURRENT = "current";

  /** Stands in a label before the period. */
  private static final String AT = "@";

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Connection connection;
  private final UUID identity;
  private final List<SourcePeriod> units;
  private final Map<String, SourceEntry> sources = new LinkedHashMap<>();

  SourceSides(WorkspaceContext context, Connection connection, UUID identity) {
    this.context = context;
    this.workspace = context.workspace();
    this.connection = connection;
    this.identity = identity;
    this.units = new SourcePeriods(identity).list(connection);
    new SourceRepository(identity)
        .listSources(connection)
        .forEach(source -> sources.put(source.code(), source));
  }

  /**
   * A side as a person names it.
   *
   * @param name a source, manifest or publication
   * @param which what follows {@code @}; null for nothing
   */
  record Named(String name, @Nullable String which) {
    static Named parse(String text) {
      int at = text.indexOf('@');
      return at < 0
          ? new Named(text.strip(), null)
          : new Named(text.substring(0, at).strip(), text.substring(at + 1).strip());
    }
  }

  /**
   * Returns the tables of a side.
   *
   * @throws NotFoundException if there are none
   */
  List<DiffSide> ofPeriod(String text) {
    Named named = Named.parse(text);
    String period = named.which() == null ? null : PeriodParser.require(named.which()).label();
    List<DiffSide> sides = new ArrayList<>();
    for (SourcePeriod unit : units) {
      boolean isNamed =
          named.name().equals(unit.source())
              || named.name().equals(unit.manifest())
              || isLoadedBy(unit, named.name())
              || (period != null && named.name().equals(unit.publication()));
      if (isNamed
          && (period == null || period.equals(unit.periodLabel()) || unit.period() == null)) {
        side(unit, named, period).ifPresent(sides::add);
      }
    }
    if (sides.isEmpty() && period != null) {
      units.stream()
          .filter(unit -> named.name().equals(unit.source()) && holds(unit.table(), period))
          .findFirst()
          .flatMap(unit -> side(unit, named, period))
          .ifPresent(sides::add);
    }
    if (sides.isEmpty()) {
      throw new NotFoundException(
          "there is no source, manifest or publication '"
              + named.name()
              + "'"
              + (period == null ? "" : " with the period " + period),
          hint(named));
    }
    return onceEach(sides);
  }

  /** A table may hold more periods than were exported. */
  private boolean holds(TableName table, String period) {
    return StagingTables.periods(connection, table).stream()
        .anyMatch(rows -> period.equals(rows.period()));
  }

  private String hint(Named named) {
    List<String> periods =
        units.stream()
            .filter(
                unit ->
                    named.name().equals(unit.publication()) || named.name().equals(unit.source()))
            .map(SourcePeriod::periodLabel)
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    return periods.isEmpty()
        ? "see 'datawarp list' for the names; a file needs its ending or its folder"
        : "say which period: "
            + String.join(", ", periods.stream().map(each -> named.name() + "@" + each).toList());
  }

  /** A table of several periods may have rows of several manifests. */
  private boolean isLoadedBy(SourcePeriod unit, String manifest) {
    return unit.manifest() == null
        && LoadedFileRepository.list(connection, unit.source()).stream()
            .anyMatch(file -> file.manifest().equals(manifest));
  }

  private static List<DiffSide> onceEach(List<DiffSide> sides) {
    Map<String, DiffSide> once = new LinkedHashMap<>();
    sides.forEach(side -> once.putIfAbsent(side.name().name(), side));
    return List.copyOf(once.values());
  }

  private Optional<DiffSide> side(SourcePeriod unit, Named named, @Nullable String period) {
    SourcePeriod.ExportFile export = unit.export();
    if (export != null && export.purgedAt() != null) {
      return workspace.find(export.path()).map(file -> FileSides.parquet(unit.tableLabel(), file));
    }
    SourceEntry source = sources.get(unit.source());
    TableName table = unit.table();
    List<StoredColumn> columns = columns(unit, named, period);
    RowFilter filter = filter(unit, named, period);
    String title = source == null || source.title() == null ? "" : source.title();
    return Optional.of(
        new DiffSide(
            unit.tableLabel(),
            new DiffReport.SideName(
                unit.source(),
                title,
                period == null && filter instanceof RowFilter.All && isStacked(unit)
                    ? null
                    : period == null ? unit.periodLabel() : period,
                table.toString()),
            new ComparedTable(
                columns,
                () ->
                    StagingTableReader.openAlone(
                        context.database().open(), table, columns, filter))));
  }

  /** One period of a canonical source, as its manifest names the columns that it has. */
  private List<StoredColumn> columns(SourcePeriod unit, Named named, @Nullable String period) {
    List<StoredColumn> all = StagingTableReader.columns(connection, unit.table());
    boolean isOne = period != null || !named.name().equals(unit.source());
    Set<String> own = isOne && isStacked(unit) ? ownColumns(unit) : Set.of();
    return own.isEmpty() ? all : all.stream().filter(column -> isOwn(column.name(), own)).toList();
  }

  private Set<String> ownColumns(SourcePeriod unit) {
    return Optional.ofNullable(unit.manifest())
        .flatMap(name -> context.manifests().findActive(name))
        .flatMap(stored -> stored.manifest().source(new SourceCode(unit.source())))
        .map(
            source ->
                source.columns().stream().map(ManifestColumn::name).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static boolean isOwn(String column, Set<String> own) {
    int marker = column.indexOf("__");
    return column.startsWith("_")
        || own.contains(column)
        || (marker > 0 && own.contains(column.substring(0, marker)));
  }

  private static boolean isStacked(SourcePeriod unit) {
    return unit.export() != null && unit.export().period() != null;
  }

  private RowFilter filter(SourcePeriod unit, Named named, @Nullable String period) {
    if (period != null) {
      return RowFilter.periods(List.of(period));
    }
    List<LoadedFile> files = LoadedFileRepository.list(connection, unit.source());
    boolean ofManifest =
        !named.name().equals(unit.source())
            && files.stream().anyMatch(file -> !file.manifest().equals(named.name()));
    return ofManifest
        ? RowFilter.manifestFiles(
            files.stream()
                .filter(file -> file.manifest().equals(named.name()))
                .map(LoadedFile::id)
                .toList())
        : RowFilter.all();
  }

  /**
   * Returns the versions of a side's tables.
   *
   * @param usual which version is meant where the side does not say
   * @throws NotFoundException if there is no such source, or none of its tables has such a version
   */
  List<DiffSide> ofVersion(String text, String usual) {
    Named named = Named.parse(text);
    String which = named.which() == null ? usual : named.which();
    VersionStore versions = new VersionStore(workspace, identity);
    List<DiffSide> sides = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (SourcePeriod unit : units) {
      if (named.name().equals(unit.source()) || named.name().equals(unit.manifest())) {
        ChosenVersion.Outcome outcome = find(versions, unit, which);
        Version version = outcome.version();
        if (version == null) {
          reasons.add(unit.source() + ": " + outcome.why());
        } else {
          sides.add(side(unit, version));
        }
      }
    }
    if (sides.isEmpty()) {
      throw new NotFoundException(
          reasons.isEmpty()
              ? "there is no source or manifest '" + named.name() + "'"
              : String.join("; ", reasons),
          reasons.isEmpty()
              ? "see 'datawarp list' for the names"
              : "see 'datawarp history " + named.name() + "' for what is kept");
    }
    return List.copyOf(sides);
  }

  /** Of a canonical source the versions of a period are compared with each other. */
  private static DiffSide side(SourcePeriod unit, Version version) {
    String label = isStacked(unit) ? stackedLabel(unit) : unit.tableLabel();
    DiffSide side = FileSides.parquet(label, version.file());
    return new DiffSide(
        label,
        new DiffReport.SideName(
            unit.source(), side.name().title(), version.period(), side.name().place()),
        side.table());
  }

  private static String stackedLabel(SourcePeriod unit) {
    return unit.tableLabel() + AT + unit.periodLabel();
  }

  /**
   * Leaves out the periods of canonical sources of which the other side has no version: they are
   * neither new nor gone.
   */
  static List<DiffSide> comparable(List<DiffSide> sides, List<DiffSide> others) {
    return sides.stream()
        .filter(
            side ->
                !side.label().contains(AT)
                    || others.stream().anyMatch(other -> other.label().equals(side.label())))
        .toList();
  }

  private ChosenVersion.Outcome find(VersionStore versions, SourcePeriod unit, String which) {
    String code = unit.source();
    String period = isStacked(unit) ? unit.periodLabel() : null;
    List<Version> all =
        versions.list(connection, code).stream()
            .filter(version -> period == null || period.equals(version.period()))
            .toList();
    if (which.equals(CURRENT) || which.equals(PREVIOUS)) {
      boolean isCurrent = which.equals(CURRENT);
      return all.stream()
          .filter(version -> isCurrent == (version.place() == Version.Place.CURRENT))
          .findFirst()
          .map(ChosenVersion.Outcome::of)
          .orElseGet(
              () ->
                  new ChosenVersion.Outcome(
                      null,
                      isCurrent ? "it has no export in use" : "no older version of it is kept"));
    }
    ChosenVersion chosen = new ChosenVersion(identity, connection, versions, period);
    Instant moment = moment(which);
    return moment == null ? chosen.ofRun(code, which) : chosen.asOf(code, moment);
  }

  /** Returns the end of a day, or a moment; null for what is neither. */
  private static @Nullable Instant moment(String text) {
    if (text.isEmpty()) {
      throw new UsageException(
          "nothing follows @", "write a day, a run, previous or current, such as @2025-10-01");
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text)
              .plusDays(1)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant()
              .minusMillis(1)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      return null; // the name of a run
    }
  }
}
