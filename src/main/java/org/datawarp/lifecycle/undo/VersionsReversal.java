package org.datawarp.lifecycle.undo;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.lifecycle.refresh.CanonicalRecords;
import org.datawarp.lifecycle.refresh.PeriodExports;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.SourceRemoval;
import org.datawarp.lifecycle.version.RestoreTarget;
import org.datawarp.lifecycle.version.ReturnedPeriods;
import org.datawarp.lifecycle.version.StackedPages;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.RunId;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.LoadHistoryRepository;
import org.datawarp.repository.LoadHistoryRepository.Change;
import org.datawarp.repository.MappingRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.repository.StackedPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Undoes a refresh: each source gets the version that the refresh replaced, rows, export and
 * manifest; a source that the refresh made goes to the trash.
 */
final class VersionsReversal implements Reversal {
  private final UndoneRun undone;
  private final LoadHistoryRepository history;

  VersionsReversal(UndoneRun undone) {
    this.undone = undone;
    this.history = new LoadHistoryRepository(undone.identity());
  }

  @Override
  public Effects plan(RunId undo) {
    return new Effects(0, List.of(), List.of(), listObstacles(), List.of());
  }

  private List<String> listObstacles() {
    List<String> obstacles = new ArrayList<>();
    List<Change> changes = history.listChanges(undone.connection(), undone.id());
    if (changes.stream().allMatch(Change::isSame)) {
      obstacles.add("it changed no rows");
      return obstacles;
    }
    for (Change change : changes) {
      if (!isNew(change) && !isNewPeriod(change) && before(change).isEmpty()) {
        obstacles.add(
            change.isSame()
                ? change.source()
                    + ": the run left its rows as they were, but its export is missing or was"
                    + " changed since"
                : change.source()
                    + ": what it replaced is not among the versions any more; 'datawarp history "
                    + change.source()
                    + "' shows which are");
      }
    }
    return obstacles;
  }

  @Override
  public List<FileOperation> reverse(Run undo) {
    Connection connection = undone.connection();
    List<FileOperation> items = new ArrayList<>();
    List<String> made = new ArrayList<>();
    List<StackedPeriod> periods = new ArrayList<>();
    List<RestoreTarget> targets = new ArrayList<>();
    for (Change change : history.listChanges(connection, undone.id())) {
      if (isNewPeriod(change)) {
        periods.add(
            new StackedPeriod(
                change.source(),
                Objects.requireNonNull(change.stackedPeriod()),
                String.valueOf(change.manifest())));
      } else if (isNew(change)) {
        made.add(change.source());
      } else {
        before(change).ifPresent(version -> targets.add(target(change, version)));
      }
    }
    if (!made.isEmpty() || !periods.isEmpty()) {
      SourceRemoval removal = new SourceRemoval(undo);
      String why = "run " + undone.id() + ", which made it, is undone";
      if (!made.isEmpty()) {
        removal.delete(made, why);
      }
      removal.takeBackPeriods(periods, why);
      removal.takeOutOfManifests(periods);
      items.addAll(removal.moves());
      new StackedPages(undo).renew(periods, items);
      new RunRepository(undone.identity()).saveItems(connection, undo.id(), removal.items());
    }
    if (!targets.isEmpty()) {
      VersionRestorer back = new VersionRestorer(undo, undone.context().grantSelectTo());
      back.leaveOut(made);
      back.leaveOut(periods.stream().map(StackedPeriod::source).toList());
      back.protect(targets);
      back.load();
      back.export(items);
      PeriodExports.align(
          undo,
          targets.stream()
              .filter(target -> target.exportPeriod() != null)
              .map(RestoreTarget::source)
              .toList(),
          items);
    }
    for (RunItem item : new RunRepository(undone.identity()).listItems(connection, undone.id())) {
      switch (item.kind()) {
        case CanonicalRecords.KEPT_NAME -> forgetName(item);
        case CanonicalRecords.REJECTED -> rejectAgain(item);
        default -> {} // others are of other steps
      }
    }
    items.removeIf(item -> isKeptToo(item, items));
    return items;
  }

  /** What a person has said not to be a source is not proposed to be it again. */
  private void rejectAgain(RunItem table) {
    new MappingRepository(undone.identity())
        .save(
            undone.connection(),
            new MappingRepository.Mapping(
                table.item(),
                Objects.requireNonNull(table.period()),
                Objects.requireNonNull(table.reason()),
                0,
                MappingRepository.REJECTED,
                true,
                null),
            fingerprint(table.item()));
  }

  /** Returns what a table is recognised by that is in a source of its own now. */
  private Map<String, Object> fingerprint(String own) {
    return new ManifestStore(undone.workspace())
        .listActive().stream()
            .flatMap(stored -> stored.manifest().sources().stream())
            .filter(
                source ->
                    source.canonical() != null && source.canonical().ownCode().value().equals(own))
            .findFirst()
            .map(source -> ReturnedPeriods.fingerprint(source).toJson())
            .orElse(Map.of());
  }

  /** Names of today's rules under which columns were not known before the run. */
  private void forgetName(RunItem name) {
    new CanonicalRepository(undone.identity())
        .deleteRename(
            undone.connection(),
            Objects.requireNonNull(name.source()),
            name.item(),
            Objects.requireNonNull(name.reason()));
  }

  /** A manifest whose last table goes, and that comes back with another, is kept and replaced. */
  private static boolean isKeptToo(FileOperation move, List<FileOperation> items) {
    return move.action() == FileOperation.Action.MOVE
        && items.stream()
            .anyMatch(
                item ->
                    item.action() == FileOperation.Action.KEEP
                        && item.from().equals(move.from())
                        && item.to().equals(move.to()));
  }

  private static boolean isNew(Change change) {
    return change.oldRows() == null;
  }

  /** Tells whether a run brought a period into a source that holds others now. */
  private boolean isNewPeriod(Change change) {
    String period = change.stackedPeriod();
    if (period == null || (change.oldRows() != null && change.oldRows() > 0)) {
      return false;
    }
    boolean hasOthers =
        new CanonicalRepository(undone.identity())
            .listPeriods(undone.connection(), change.source()).stream()
                .anyMatch(each -> !each.period().equals(period));
    return !isNew(change) || hasOthers;
  }

  /**
   * The version that a run replaced; of a source whose rows it left as they were the export in use,
   * so that the manifest comes back whole.
   */
  private Optional<Version> before(Change change) {
    String keptAs = change.keptAs();
    List<Version> versions =
        new VersionStore(undone.workspace(), undone.identity())
            .list(undone.connection(), change.source());
    return versions.stream()
        .filter(
            version ->
                keptAs == null
                    ? change.isSame()
                        && version.place() == Version.Place.CURRENT
                        && isOfPeriod(version, change)
                        && isIntact(version)
                    : undone.workspace().relative(version.file()).equals(keptAs))
        .findFirst();
  }

  private static boolean isOfPeriod(Version version, Change change) {
    return change.stackedPeriod() == null || change.stackedPeriod().equals(version.period());
  }

  private static boolean isIntact(Version version) {
    return FileHash.sha256(version.file()).equals(version.sha256());
  }

  private RestoreTarget target(Change change, Version version) {
    @Nullable SourcePeriod unit =
        new SourcePeriods(undone.identity())
            .list(undone.connection()).stream()
                .filter(known -> known.source().equals(change.source()))
                .filter(
                    known ->
                        change.stackedPeriod() == null
                            || change.stackedPeriod().equals(known.periodLabel()))
                .findFirst()
                .orElse(null);
    TableName table =
        unit != null
            ? unit.table()
            : new DeletedSources(undone.identity())
                .findTable(undone.connection(), change.source())
                .orElseGet(() -> new TableName("staging", "tbl_" + change.source()));
    String manifest =
        change.manifest() != null
            ? change.manifest()
            : unit != null && unit.manifest() != null ? unit.manifest() : change.source();
    return new RestoreTarget(
        change.source(), manifest, table, change.stackedPeriod(), unit, version);
  }
}
