package org.datawarp.workflow.restore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.lifecycle.version.ChosenVersion;
import org.datawarp.lifecycle.version.NewNames;
import org.datawarp.lifecycle.version.RestoreTarget;
import org.datawarp.lifecycle.version.SkippedSources;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.SourceCode;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.repository.SyncProofRepository;
import org.datawarp.storage.object.ArchiveKeys;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.restore.RestorePlan.Left;
import org.datawarp.workflow.restore.RestorePlan.RestoreItem;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.restore.StoreArchive.Found;
import org.jspecify.annotations.Nullable;

/** Chooses the version of each source. Reads only. */
final class RestorePlanner {
  private final Workspace workspace;
  private final UUID identity;
  private final Connection connection;
  private final VersionStore versions;
  private final ManifestRepository records;
  private final List<RestoreItem> items = new ArrayList<>();
  private final List<Left> left = new ArrayList<>();
  private final RestoreRequest request;
  private final KnownSources sources;

  RestorePlanner(
      Workspace workspace, UUID identity, Connection connection, RestoreRequest request) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.versions = new VersionStore(workspace, identity);
    this.records = new ManifestRepository(identity);
    this.request = request;
    this.sources = new KnownSources(identity, connection, versions, request.sources());
  }

  /**
   * Plans.
   *
   * @param found what a store holds of the sources; empty where none was asked
   */
  RestorePlan plan(List<Found> found) {
    Set<String> leftOut = SkippedSources.find(connection, identity, sources.list());
    if (request.choice() instanceof Choice.FromFile from) {
      fromFile(from.file());
    } else if (request.choice() instanceof Choice.FromStore) {
      found.forEach(this::fromStore);
    } else {
      for (String code : sources.select(this::problem)) {
        boolean isNamed =
            request.sources().stream().anyMatch(pattern -> pattern.toString().equals(code));
        if (leftOut.contains(code) && !isNamed) {
          left.add(
              new Left(
                  code,
                  "its manifest leaves it out; name it to bring it back",
                  Left.Kind.NOTHING_TO_DO));
        } else if (request.choice() instanceof Choice.Latest) {
          latest(code);
        } else {
          chosen(code, request.choice());
        }
      }
    }
    items.sort(Comparator.comparing((RestoreItem item) -> item.target().table()));
    return new RestorePlan(items, left);
  }

  /** Periods that are registered no more come back if the source is, or if they are named. */
  private void latestOfGonePeriods(String code) {
    boolean isNamed = request.sources().stream().noneMatch(pattern -> pattern.matches(code));
    if (sources.isRegistered(code) && !isNamed) {
      return;
    }
    Map<String, Version> newest = new TreeMap<>();
    for (Version version : versions.list(connection, code)) {
      String period = version.period();
      boolean isKnown =
          sources.list(code).stream()
              .anyMatch(unit -> unit.export() != null && isOfPeriod(version, unit));
      if (period != null && !isKnown && sources.isMeant(code, version.manifestName())) {
        newest.putIfAbsent(period, version);
      }
    }
    newest.forEach((period, version) -> add(code, null, period, version, "newest"));
  }

  private void latest(String code) {
    if (!SourceCode.isValid(code)) {
      problem(code, "an adopted code that cannot be a file's name; 'datawarp undo RUN' takes back");
      return;
    }
    List<SourcePeriod> own = sources.list(code);
    boolean isStacked = sources.isStacked(code);
    if (isStacked) {
      latestOfGonePeriods(code);
    }
    List<SourcePeriod> exported =
        own.stream()
            .filter(unit -> unit.export() != null)
            .filter(unit -> !isStacked || sources.isMeant(code, unit.manifest()))
            .toList();
    if (isStacked && exported.isEmpty()) {
      if (items.stream().noneMatch(item -> item.target().source().equals(code))) {
        problem(code, "there is no version of it");
      }
      return;
    }
    if (exported.isEmpty()) {
      versions.list(connection, code).stream()
          .findFirst()
          .ifPresentOrElse(
              version -> add(code, own.isEmpty() ? null : own.get(0), null, version, "newest"),
              () -> problem(code, "there is no version of it"));
      return;
    }
    exported.forEach(this::latest);
  }

  private void latest(SourcePeriod unit) {
    ExportFile export = unit.export();
    if (export == null) {
      return;
    }
    Optional<String> refusal = workspace.findRefusal(export.path());
    if (refusal.isPresent()) {
      problem(unit.source(), refusal.get());
      return;
    }
    Path file = workspace.resolve(export.path());
    if (unit.isArchived()) {
      if (Files.isRegularFile(file)) {
        add(
            unit.source(),
            unit,
            export.period(),
            DescribedVersion.of(workspace, unit, export, file),
            "archived");
      } else {
        problem(unit.source(), export.path() + whereItIs(unit.source(), export.path()));
      }
      return;
    }
    if (!current(unit, export, file)) {
      versions.list(connection, unit.source()).stream()
          .filter(version -> version.place() != Version.Place.CURRENT)
          .filter(version -> isOfPeriod(version, unit))
          .findFirst()
          .ifPresentOrElse(
              version -> add(unit.source(), unit, export.period(), version, "newest"),
              () -> problem(unit.source(), "there is no version of it" + ofPeriod(unit)));
    }
  }

  /** Chooses the export in use; returns false where its rows are neither here nor there. */
  private boolean current(SourcePeriod unit, ExportFile export, Path file) {
    TableHash rows = rowsNow(unit.table(), export.period());
    boolean areThere =
        rows != null && rows.rowCount() == export.rowCount() && rows.hex().equals(export.rowHash());
    boolean isFile = Files.isRegularFile(file) && FileHash.sha256(file).equals(export.sha256());
    if (areThere) {
      left.add(
          new Left(
              unit.source(),
              isFile
                  ? "its rows are as exported; choose another version with --as-of, --run or --from"
                  : "its rows are there, only "
                      + export.path()
                      + " is not; 'datawarp export "
                      + unit.source()
                      + "' writes it anew",
              Left.Kind.NOTHING_TO_DO));
    } else if (isFile) {
      add(
          unit.source(),
          unit,
          export.period(),
          DescribedVersion.of(workspace, unit, export, file),
          rows == null ? "its table is gone" : "its rows differ from its export");
    }
    return areThere || isFile;
  }

  /** What a version holds of another period does not stand for what is lost of this one. */
  private static boolean isOfPeriod(Version version, SourcePeriod unit) {
    return Objects.equals(version.period(), unit.periodLabel());
  }

  private static String ofPeriod(SourcePeriod unit) {
    return unit.period() == null ? "" : " for " + unit.period();
  }

  private String whereItIs(String code, String path) {
    return new SyncProofRepository(identity)
        .findStore(connection, path)
        .map(
            store ->
                " was sent to "
                    + store
                    + " and deleted here; 'datawarp restore "
                    + code
                    + " --from "
                    + store
                    + "' brings it back")
        .orElse(" is gone; if a store has it, give its address with --from");
  }

  /** Of a canonical source each period is a choice of its own; one without an answer stays. */
  private void chosen(String code, Choice choice) {
    Set<String> periods = sources.stackedPeriods(code);
    if (periods.isEmpty()) {
      chosen(code, null, choice).ifPresent(why -> problem(code, why));
      return;
    }
    List<String> reasons = new ArrayList<>();
    periods.removeIf(period -> !sources.isMeant(code, sources.manifestOf(code, period)));
    periods.forEach(period -> chosen(code, period, choice).ifPresent(reasons::add));
    if (reasons.size() == periods.size()) {
      problem(code, reasons.get(reasons.size() - 1));
    }
  }

  /** Chooses a version; returns why there is none. */
  private Optional<String> chosen(String code, @Nullable String period, Choice choice) {
    ChosenVersion choices = new ChosenVersion(identity, connection, versions, period);
    ChosenVersion.Outcome outcome =
        choice instanceof Choice.AsOf asOf
            ? choices.asOf(code, asOf.moment())
            : choices.ofRun(code, ((Choice.OfRun) choice).run().value());
    Version chosen = outcome.version();
    if (chosen == null) {
      return Optional.of(outcome.why());
    }
    SourcePeriod unit = sources.unit(code, period);
    ExportFile export = unit == null ? null : unit.export();
    if (chosen.place() != Version.Place.CURRENT || unit == null || export == null) {
      add(code, unit, period, chosen, "chosen");
    } else if (!current(unit, export, chosen.file())) {
      problem(
          code,
          "its rows were changed, and so was "
              + export.path()
              + " that held them; 'datawarp history "
              + code
              + "' shows other versions");
    }
    return Optional.empty();
  }

  private void fromFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new NotFoundException("no file " + file, "name a Parquet file that datawarp wrote");
    }
    String held = ParquetRows.metadata(file).get("datawarp.source");
    String code =
        held != null
            ? sources.isKnown(held) ? held : NewNames.read(connection, identity).source(held, null)
            : request.sources().stream()
                .map(SourcePattern::toString)
                .filter(sources::isKnown)
                .findFirst()
                .orElse("");
    boolean isNamed =
        request.sources().stream()
            .anyMatch(pattern -> pattern.matches(code) || sources.matchesManifest(pattern, code));
    if (!SourceCode.isValid(code) || !isNamed) {
      throw new RefusedException(
          held == null
              ? file + " does not say which source it holds"
              : file + " holds source " + held + ", not " + request.sources().get(0),
          "name the source that it holds");
    }
    SourcePeriod unit = sources.list(code).stream().findFirst().orElse(null);
    Version known1 =
        versions.list(connection, code).stream()
            .filter(version -> version.file().equals(file.toAbsolutePath().normalize()))
            .findFirst()
            .orElse(null);
    add(code, unit, null, known1 == null ? DescribedVersion.of(code, file) : known1, "named");
  }

  /** Its file lies in the archive by now, or will when the plan is executed. */
  private void fromStore(Found found) {
    ArchiveMeta meta = found.meta();
    Path file = workspace.resolve(ArchiveKeys.pathOf(found.key()));
    String code = found.source();
    if (!SourceCode.isValid(code)) {
      problem(code, "it is no source's code");
      return;
    }
    List<SourcePeriod> own = sources.list(code);
    Optional<SourcePeriod> same =
        own.stream()
            .filter(unit -> isExportedTo(unit, workspace.relative(file)))
            .findFirst()
            .or(
                () ->
                    own.stream()
                        .filter(unit -> !found.isPeriod() || isOfPeriod(unit, found.period()))
                        .findFirst());
    Version known =
        versions.list(connection, code).stream()
            .filter(version -> version.file().equals(file))
            .findFirst()
            .orElseGet(() -> DescribedVersion.of(found, meta, file));
    add(code, same.orElse(null), found.isPeriod() ? found.period() : null, known, "from the store");
  }

  private static boolean isExportedTo(SourcePeriod unit, String path) {
    ExportFile export = unit.export();
    return export != null && export.path().equals(path);
  }

  private static boolean isOfPeriod(SourcePeriod unit, @Nullable String period) {
    ExportFile export = unit.export();
    return export != null && Objects.equals(export.period(), period);
  }

  private void add(
      String code,
      @Nullable SourcePeriod known,
      @Nullable String onePeriod,
      Version version,
      String why) {
    // The rows of other periods are none of its business.
    String exportPeriod =
        onePeriod == null && sources.isStacked(code) ? version.period() : onePeriod;
    if (exportPeriod == null && sources.isStacked(code)) {
      problem(
          code,
          shown(workspace, version.file()) + " does not say which period of the source it holds");
      return;
    }
    SourcePeriod unit = exportPeriod == null ? known : sources.unit(code, exportPeriod);
    String manifest =
        unit != null && unit.manifest() != null
            ? unit.manifest()
            : version.manifestName() != null ? version.manifestName() : sources.lastManifest(code);
    TableName table =
        unit != null
            ? unit.table()
            : new DeletedSources(identity)
                .findTable(connection, code)
                .orElseGet(() -> new TableName("staging", "tbl_" + code));
    OptionalLong rows = records.findRowCount(connection, table, exportPeriod);
    items.add(
        new RestoreItem(
            new RestoreTarget(code, manifest, table, exportPeriod, unit, version),
            shown(workspace, version.file()),
            rows.isEmpty() ? null : rows.getAsLong(),
            why));
  }

  /** Returns a file as people name it: from the workspace, where it lies in it. */
  static String shown(Workspace workspace, Path file) {
    return file.startsWith(workspace.root()) ? workspace.relative(file) : file.toString();
  }

  private void problem(String code, String why) {
    left.add(new Left(code, why, Left.Kind.PROBLEM));
  }

  private @Nullable TableHash rowsNow(TableName table, @Nullable String period) {
    return records.findRowCount(connection, table).isEmpty()
        ? null
        : new ParquetExporter().hash(connection, table, VersionRowReader.filter(period));
  }
}
