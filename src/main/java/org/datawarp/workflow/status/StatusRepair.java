package org.datawarp.workflow.status;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.run.DriftFinder;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.FileRebuild;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestProgress;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * {@code status --fix}: what the database has forgotten, as after an older backup was restored, and
 * what the files prove, is recorded again; what is recorded and not there is written again from the
 * database; and a manifest's header says again what the database does. A file that is there keeps
 * its contents, but for such a header, and rows stay as they are.
 *
 * <p>It is a {@link Run}: files are written into its folder and put in place after its commit, what
 * it records is kept row by row, and undo takes both back. The catalogue alone is no file of its
 * own; every run writes it from the database.
 */
public final class StatusRepair {
  /** What its runs are called in the history. */
  private static final String COMMAND = "status --fix";

  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes it; nothing is opened before it runs. */
  public StatusRepair(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /**
   * Tells what {@link #run} would do; changes nothing. Whether the rows of a missing export are
   * still those that were exported shows only when it is written.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<StatusRepairReport> plan() {
    return context.readIfPresent(
        "looking for files that are not recorded",
        (connection, identity) -> {
          new UsualDatabase(workspace, identity, context.database().acceptance())
              .requireUsual(connection);
          List<Drift> drift = new DriftFinder(workspace, identity).find(connection);
          UnrecordedFiles.Found found =
              new UnrecordedFiles(workspace, identity, connection, Map.of()).find();
          return report(
              null,
              found,
              drifted(drift, Drift.Kind.MISSING),
              headers(drift, found),
              unreadable(drift));
        });
  }

  /**
   * Puts right what can be.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<StatusRepairReport> run(
      String commandLine, Duration maxWait, RunListener listener) {
    if (!workspace.exists() || !context.database().hasSchema()) {
      return Optional.empty();
    }
    RunExecutor.Order order = RunExecutor.Order.exclusive(COMMAND, commandLine, maxWait);
    return Optional.of(context.runs().execute(order, listener, run -> repair(run, order)));
  }

  private StatusRepairReport repair(Run run, RunExecutor.Order order) {
    UUID identity = run.session().identity();
    List<Drift> drift = new DriftFinder(workspace, identity).find(run.connection());
    List<Drift> missing = drifted(drift, Drift.Kind.MISSING);
    List<StatusRepairReport.Left> left = new ArrayList<>(unreadable(drift));
    Map<Path, Path> drafts = new LinkedHashMap<>();
    if (!missing.isEmpty()) {
      rebuild(run, missing, drafts, left);
      missing = missing.stream().filter(each -> isWritten(each, drafts)).toList();
    }
    UnrecordedFiles files = new UnrecordedFiles(workspace, identity, run.connection(), drafts);
    UnrecordedFiles.Found found = files.find();
    List<Drift> headers = headers(drift, found);
    StatusRepairReport report = report(run.id().value(), found, missing, headers, left);
    if (report.isEmpty()) {
      return report(null, found, missing, headers, left);
    }
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    files.record(found, run.id());
    List<FileOperation> items = new ArrayList<>();
    drafts.forEach(
        (target, draft) -> items.add(run.replaceItem(draft, target, FileHash.sha256(draft))));
    items.addAll(mend(run, headers));
    saveItems(run, report);
    run.steps().end();
    run.commit(List.of(), items, null);
    run.publish(items, List.of());
    return report;
  }

  /**
   * Writes what is not there into the run's folder; it will take the place of nothing.
   *
   * @param drafts gets where each file is written, by its place
   */
  private void rebuild(
      Run run, List<Drift> missing, Map<Path, Path> drafts, List<StatusRepairReport.Left> left) {
    RebuiltFiles rebuilt =
        new FileRebuild(
                workspace,
                run.session().identity(),
                run.connection(),
                (draft, target) -> drafts.put(target, draft))
            .runInUse(run.filesFolder());
    for (Drift each : missing) {
      if (!isWritten(each, drafts)) {
        left.add(
            new StatusRepairReport.Left(
                source(each), each.item(), reason(each, rebuilt.missing())));
      }
    }
  }

  private static String reason(Drift missing, List<String> reasons) {
    String head = missing.item() + ": ";
    return reasons.stream()
        .filter(line -> line.startsWith(head))
        .map(line -> line.substring(head.length()))
        .findFirst()
        .orElse(missing.what());
  }

  /** The catalogue is written whenever a run is published. */
  private boolean isWritten(Drift missing, Map<Path, Path> drafts) {
    return workspace
        .find(missing.item())
        .filter(file -> drafts.containsKey(file) || file.equals(workspace.catalog()))
        .isPresent();
  }

  /** Plans to write headers anew; what was there is kept in the run's trash. */
  private List<FileOperation> mend(Run run, List<Drift> headers) {
    ManifestStore manifests = context.manifests();
    List<FileOperation> items = new ArrayList<>();
    for (Drift header : headers) {
      Path file = workspace.resolve(header.item());
      Manifest manifest = manifests.read(file);
      String name = manifest.name();
      Manifest known =
          ManifestStore.parse(
              name + ".yaml", run.records().findManifestText(run.connection(), name).orElseThrow());
      Path draft = run.newFile(name + ".yaml");
      AtomicFile.replace(draft, ManifestStore.text(ManifestProgress.of(manifest, known)));
      items.addAll(run.replaceKeeping(file, draft));
    }
    return items;
  }

  private static void saveItems(Run run, StatusRepairReport report) {
    List<RunRepository.RunItem> items = new ArrayList<>();
    items.addAll(items("record", report.recorded()));
    items.addAll(items("write", report.written()));
    items.addAll(items("mend", report.mended()));
    new RunRepository(run.session().identity()).saveItems(run.connection(), run.id(), items);
  }

  private static List<RunRepository.RunItem> items(
      String kind, List<StatusRepairReport.Recorded> files) {
    return files.stream()
        .map(
            file ->
                new RunRepository.RunItem(
                    kind, file.path(), file.source(), null, null, file.why(), "done"))
        .toList();
  }

  private static List<Drift> drifted(List<Drift> drift, Drift.Kind kind) {
    return drift.stream().filter(each -> each.kind() == kind).toList();
  }

  private static List<StatusRepairReport.Left> unreadable(List<Drift> drift) {
    return drifted(drift, Drift.Kind.UNREADABLE).stream()
        .map(each -> new StatusRepairReport.Left(source(each), each.item(), each.what()))
        .toList();
  }

  private static List<Drift> headers(List<Drift> drift, UnrecordedFiles.Found found) {
    return drifted(drift, Drift.Kind.HEADER).stream()
        .filter(each -> !found.proves(each.item()))
        .toList();
  }

  private static StatusRepairReport report(
      @Nullable String run,
      UnrecordedFiles.Found found,
      List<Drift> missing,
      List<Drift> headers,
      List<StatusRepairReport.Left> left) {
    List<StatusRepairReport.Left> all = new ArrayList<>(found.left());
    all.addAll(left);
    return new StatusRepairReport(run, found.recorded(), files(missing), files(headers), all);
  }

  private static List<StatusRepairReport.Recorded> files(List<Drift> drift) {
    return drift.stream()
        .map(each -> new StatusRepairReport.Recorded(source(each), each.item(), each.what()))
        .toList();
  }

  private static String source(Drift drift) {
    return drift.source() == null ? "" : drift.source();
  }
}
