package org.datawarp.workflow.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.transfer.PolicyUploadQueue;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.lifecycle.version.StackedPages;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.archive.ArchivePlan.Left;
import org.datawarp.workflow.archive.ArchiveRequest.Option;

/** One archive run: what is planned is proven again, recorded, decided by the commit, and moved. */
final class ArchiveRun {
  private final Run run;
  private final Workspace workspace;
  private final ArchiveRepository records;
  private final ArchiveFiles files;
  private final ArchiveManifests manifests;
  private final Supplier<DownloadCache> cache;
  private final List<Left> problems = new ArrayList<>();
  private final Map<SourcePeriod, List<Path>> places = new LinkedHashMap<>();
  private final Map<String, Path> manifestPlaces = new LinkedHashMap<>();

  /**
   * Makes a run.
   *
   * @param cache the cache of downloads, for those that are archived too
   */
  ArchiveRun(Run run, Supplier<DownloadCache> cache) {
    this.run = run;
    this.workspace = run.workspace();
    this.records = new ArchiveRepository(run.session().identity());
    this.files = new ArchiveFiles(run);
    this.manifests = new ArchiveManifests(run);
    this.cache = cache;
  }

  ArchiveReport execute(RunExecutor.Order order, ArchivePlan plan, ArchiveRequest request) {
    run.begin(order, plan.items().stream().map(item -> item.unit().source()).distinct().toList());
    run.steps().start(RunStep.PROTECT);
    List<ArchiveItem> sound = plan.items().stream().filter(this::isSound).toList();
    run.steps().end();
    run.steps().start(RunStep.LOAD);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    List<RefreshEvent> events = new ArrayList<>();
    Set<String> pages = pagesThatStay(plan, sound);
    for (ArchiveItem item : sound) {
      long deleted = item.action().purges() ? purge(item) : 0;
      if (item.action().moves()) {
        move(item, pages);
      }
      events.add(event(item, deleted));
    }
    List<FileOperation> rewritten = new ArrayList<>();
    List<Path> downloads = manifests(plan, sound, request, rewritten);
    renewPages(sound, rewritten);
    List<RunRepository.RunItem> notes = records(sound);
    if (!downloads.isEmpty()) {
      rewritten.addAll(forget(downloads, notes));
    }
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), notes);
    Map<Destination, List<String>> targets = targets(sound);
    note(targets);
    List<FileOperation> items = new ArrayList<>(rewritten);
    items.addAll(0, files.keeps());
    items.addAll(files.removes());
    run.steps().end();

    run.commit(RefreshEvent.bySource(events), items, null);
    run.publish(items, List.of());
    Map<String, List<String>> byStore = new LinkedHashMap<>();
    targets.forEach(
        (to, paths) -> byStore.computeIfAbsent(to.store(), key -> new ArrayList<>()).addAll(paths));
    return new ArchiveReport(run.id().value(), plan, files.places(), problems, byStore, List.of());
  }

  /** Tells whether a unit is as recorded; one that is not stays, and says why. */
  private boolean isSound(ArchiveItem item) {
    ExportFile export = item.export();
    String why =
        workspace
            .findRefusal(export.path())
            .or(() -> Optional.ofNullable(export.descriptionPath()).flatMap(workspace::findRefusal))
            .or(() -> findChange(export))
            .or(() -> manifests.findProblem(item.unit()))
            .orElse(null);
    if (why != null) {
      problems.add(new Left(item.unit(), why, Left.Kind.PROBLEM));
    }
    return why == null;
  }

  private Optional<String> findChange(ExportFile export) {
    Path file = workspace.resolve(export.path());
    if (!Files.isRegularFile(file)) {
      return Optional.of(export.path() + " is missing");
    }
    return FileHash.sha256(file).equals(export.sha256())
        ? Optional.empty()
        : Optional.of(export.path() + " was changed since it was exported");
  }

  /** Deletes rows that were just read back from the file that keeps them. */
  private long purge(ArchiveItem item) {
    SourcePeriod unit = item.unit();
    ExportFile export = item.export();
    Connection connection = run.connection();
    records.savePurged(connection, export.id(), run.startedAt());
    if (run.records().findRowCount(connection, unit.table()).isEmpty()) {
      return 0; // there is no table any more
    }
    records.lockAgainstWriters(connection, unit.table());
    RowFilter filter = VersionRowReader.filter(export.period());
    TableHash kept = VersionRowReader.prove(workspace.resolve(export.path()), export.sha256());
    TableHash rows = new ParquetExporter().hash(connection, unit.table(), filter);
    if (!rows.equals(kept)) {
      throw new DataRejectedException(
          unit.table()
              + " holds other rows than "
              + export.path()
              + ": "
              + rows.rowCount()
              + " and "
              + kept.rowCount()
              + (rows.rowCount() == kept.rowCount() ? ", with other values" : ""),
          "nothing was changed; 'datawarp export " + unit.source() + "' writes the rows anew");
    }
    long deleted = VersionRowReader.delete(connection, unit.table(), filter);
    if (deleted != kept.rowCount()) {
      throw new DataRejectedException(
          deleted + " rows of " + unit.table() + " would be deleted, not " + kept.rowCount(),
          "nothing was changed; look for a trigger or a row policy on the table");
    }
    return deleted;
  }

  private void move(ArchiveItem item, Set<String> pagesThatStay) {
    ExportFile export = item.export();
    ArchiveFiles.About about = ArchiveFiles.About.unit(item.unit(), export);
    Path place = files.moveExport(workspace.resolve(export.path()), export.sha256(), about);
    String page = export.descriptionPath();
    String pagePlace = page;
    List<Path> own = new ArrayList<>(List.of(place));
    if (page != null && Files.isRegularFile(workspace.resolve(page))) {
      Path file = workspace.resolve(page);
      Path beside = files.keepPage(file, place, about);
      own.add(beside);
      pagePlace = workspace.relative(beside);
      if (!pagesThatStay.contains(page)) {
        files.removeOnce(file);
      }
    }
    records.saveArchived(
        run.connection(), export.id(), workspace.relative(place), pagePlace, run.startedAt());
    manifests.moved(item.unit(), export, place);
    places.put(item.unit(), own);
  }

  private List<Path> manifests(
      ArchivePlan plan,
      List<ArchiveItem> sound,
      ArchiveRequest request,
      List<FileOperation> rewritten) {
    TreeSet<String> whole = new TreeSet<>(plan.manifests());
    problems.forEach(
        problem -> {
          if (problem.unit().manifest() != null) {
            whole.remove(problem.unit().manifest());
          }
        });
    TreeSet<String> touched = new TreeSet<>();
    for (ArchiveItem item : sound) {
      if (item.action().moves() && item.unit().manifest() != null) {
        touched.add(item.unit().manifest());
      }
    }
    List<Path> moved = new ArrayList<>();
    Set<String> inUse =
        request.has(Option.DOWNLOADS)
            ? records.listDownloadsInUse(run.connection(), List.copyOf(whole))
            : Set.of();
    for (String name : touched) {
      if (!whole.contains(name)) {
        manifests.rewrite(name, files, rewritten);
        continue;
      }
      Path place = manifests.moveWhole(name, files);
      if (place == null) {
        continue;
      }
      manifestPlaces.put(name, place);
      if (request.has(Option.DOWNLOADS)) {
        for (String download : manifests.downloads(name)) {
          Path file = workspace.resolve(download);
          if (!inUse.contains(download) && !moved.contains(file)) {
            files.moveDownload(file, manifests.about(name));
            moved.add(file);
          }
        }
      }
    }
    return moved;
  }

  /** The pages that exports which stay share with some that go. */
  private Set<String> pagesThatStay(ArchivePlan plan, List<ArchiveItem> sound) {
    Set<String> staying = new HashSet<>();
    Set<SourcePeriod> going = new HashSet<>();
    sound.forEach(item -> going.add(item.unit()));
    List<SourcePeriod> all = new ArrayList<>();
    plan.items().forEach(item -> all.add(item.unit()));
    all.addAll(plan.others());
    for (SourcePeriod unit : all) {
      ExportFile export = unit.export();
      if (export != null
          && !going.contains(unit)
          && !unit.isArchived()
          && export.descriptionPath() != null) {
        staying.add(export.descriptionPath());
      }
    }
    return staying;
  }

  /** A page that stays speaks of the periods that stay. */
  private void renewPages(List<ArchiveItem> sound, List<FileOperation> rewritten) {
    List<String> sources =
        sound.stream()
            .filter(item -> item.action().moves() && item.export().period() != null)
            .map(item -> item.unit().source())
            .toList();
    new StackedPages(run).renew(sources, rewritten);
  }

  private RefreshEvent event(ArchiveItem item, long deleted) {
    ExportFile export = item.export();
    String path = place(item);
    return new RefreshEvent(
        item.unit().source(),
        export.purgedAt() == null ? export.rowCount() : 0,
        export.purgedAt() == null ? export.rowCount() - deleted : 0,
        deleted,
        0,
        item.unit().manifestPath(),
        item.unit().manifestPath() == null ? "" : item.unit().manifestPath(),
        path);
  }

  private List<RunRepository.RunItem> records(List<ArchiveItem> sound) {
    List<RunRepository.RunItem> all = new ArrayList<>();
    for (ArchiveItem item : sound) {
      all.add(record(item));
      if (item.action().purges()) {
        all.add(
            new RunRepository.RunItem(
                VersionRestorer.STAGING_ROWS,
                place(item),
                item.unit().source(),
                item.export().period(),
                null,
                "rows of " + item.unit().table() + " as they were",
                "done"));
      }
    }
    return all;
  }

  private static RunRepository.RunItem record(ArchiveItem item) {
    return new RunRepository.RunItem(
        item.action().text(),
        item.unit().toString(),
        item.unit().source(),
        item.unit().periodLabel(),
        item.export().sizeBytes(),
        item.why(),
        "done");
  }

  /** Returns where a unit's export lies now, relative to the workspace. */
  private String place(ArchiveItem item) {
    List<Path> own = places.get(item.unit());
    return own == null ? item.export().path() : workspace.relative(own.get(0));
  }

  /** Undo puts entries of the index back from the copy that is kept. */
  private List<FileOperation> forget(List<Path> downloads, List<RunRepository.RunItem> notes) {
    for (Path file : downloads) {
      notes.add(
          new RunRepository.RunItem(
              "index_entries",
              workspace.relative(file),
              null,
              null,
              null,
              "it was archived",
              "done"));
    }
    Path draft = run.newFile("index.json");
    cache.get().draftIndexWithout(draft, downloads);
    return run.replaceKeeping(cache.get().indexFile(), draft);
  }

  /** What goes on to a store: exports, pages and manifests, each with its {@code .meta}. */
  private Map<Destination, List<String>> targets(List<ArchiveItem> sound) {
    Map<Destination, Set<Path>> found = new LinkedHashMap<>();
    for (ArchiveItem item : sound) {
      List<Path> own = places.get(item.unit());
      Destination to = item.destination();
      if (to != null && own != null) {
        Set<Path> all = found.computeIfAbsent(to, key -> new TreeSet<>());
        all.addAll(own);
        String manifest = item.unit().manifest();
        if (manifest != null && manifestPlaces.containsKey(manifest)) {
          all.add(manifestPlaces.get(manifest));
        }
      }
    }
    Map<Destination, List<String>> targets = new LinkedHashMap<>();
    found.forEach(
        (to, files) ->
            targets.put(
                to,
                files.stream()
                    .flatMap(
                        file ->
                            Stream.of(
                                file, file.resolveSibling(file.getFileName() + ArchiveMeta.SUFFIX)))
                    .map(workspace::relative)
                    .toList()));
    return targets;
  }

  /** Notes what is owed, in the same list as the files: what is archived is never forgotten. */
  private void note(Map<Destination, List<String>> targets) {
    PolicyUploadQueue owed = new PolicyUploadQueue(workspace);
    int number = 1;
    for (Map.Entry<Destination, List<String>> each : targets.entrySet()) {
      Path text = run.newFile("owed-" + number + ".json");
      Destination to = each.getKey();
      AtomicFile.replace(
          text, new PolicyUploadQueue.Note(to.store(), to.then(), each.getValue()).text());
      files.keepNew(text, owed.place(run.id().value(), number));
      number++;
    }
  }
}
