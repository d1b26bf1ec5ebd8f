package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RunId;
import org.datawarp.model.RunStep;
import org.datawarp.model.Secrets;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.OutcomeUnknownException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.period.Period;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.storage.workspace.RunFolder;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/*
 * States, in their only order, and what a program that dies in each leaves:
 *
 *   opened     the locks are held and the run's folder is there, locked; nothing is recorded.
 *              Left: a folder that no run owns. The next run deletes it.
 *   begun      begin() has committed the run and its events, in_progress. updateSources() may correct the
 *              events. All else happens in one transaction and in the run's folder.
 *              Left: a run in progress whose folder nobody locks. PostgreSQL has rolled the
 *              transaction back; the next run marks this one failed and deletes the folder.
 *   committed  commit() has stored the publish list and success, and COMMIT has decided. If its
 *              answer is lost, another session asks for the run's status; if that cannot be asked,
 *              the failure says so and the folder stays, as if the program had died here.
 *              Left: a run that succeeded and was not published, with its folder. The next run
 *              carries the publish list out from its beginning; what is done already is recognised
 *              by its hash.
 *   placed     putInPlace() has carried out all that takes nothing away. Left: as before.
 *   catalogued rebuildCatalog() has written the catalogue from the database, so that it names
 *              nothing that is about to go. Left: as before.
 *   published  finish() has removed what was to go and marked the run published; it prunes versions
 *              and its folder is deleted. Left: versions beyond the number kept, which the next
 *              refresh of their source prunes, and a folder as in "opened".
 *
 * A run that fails before its commit is rolled back, recorded as failed and its folder deleted, by
 * RunExecutor. One that finds nothing to do ends in "opened" and leaves no record. publishBestEffort()
 * stands in for the last three where each file stands for itself and one that cannot be moved is no
 * failure.
 */
/**
 * One run of a command that changes something: {@link #begin}, the work in one transaction on
 * {@link #connection()} and in {@link #newFile the run's folder}, {@link #commit}, which decides,
 * and {@link #publish}, which the next run does if this one dies. Used by one thread.
 */
public final class Run {
  private final RunId id;
  private final RunFolder folder;
  private final RunSession session;
  private final StepTimer steps;
  private final RunLog runLog;
  private final RunCommit commit;
  private final Publisher publisher;
  private final Instant startedAt;
  private final ForeignFiles foreign;
  private final List<String> notes = new ArrayList<>();
  private @Nullable FileOwnership ownership;
  private List<FileOperation> decided = List.of();
  private boolean begun;
  private boolean committedOrUnknown;

  /** What a run is recorded, committed and published with. */
  record Services(
      RunLog runLog, RunCommit commit, Publisher publisher, ForeignFiles foreignFiles) {}

  Run(
      RunId id,
      RunFolder folder,
      RunSession session,
      StepTimer steps,
      Services services,
      Instant startedAt) {
    this.id = id;
    this.folder = folder;
    this.session = session;
    this.steps = steps;
    this.runLog = services.runLog();
    this.commit = services.commit();
    this.publisher = services.publisher();
    this.foreign = services.foreignFiles();
    this.startedAt = startedAt;
  }

  /** Returns the run's id. */
  public RunId id() {
    return id;
  }

  /** Returns the run's own folder, which goes with the run. */
  public Path folder() {
    return folder.path();
  }

  /** Returns the workspace it works in. */
  public Workspace workspace() {
    return session.workspace();
  }

  /** Returns what the run holds: locks, connection and the workspace's identity. */
  public RunSession session() {
    return session;
  }

  /** Returns the connection of the run's transactions; autocommit is off. */
  public Connection connection() {
    return session.connection();
  }

  /** Returns what is recorded of this workspace. */
  public ManifestRepository records() {
    return session.records();
  }

  /** Returns what tells the listener of the steps. */
  public StepTimer steps() {
    return steps;
  }

  /** Returns when the run began. */
  public Instant startedAt() {
    return startedAt;
  }

  /**
   * Writes the run, in progress, and an event for each source it is expected to touch; commits.
   *
   * @param sources none for a run whose order names no manifest and which records no events
   */
  public void begin(RunExecutor.Order order, List<String> sources) {
    steps.start(RunStep.BEGIN);
    ownership().requireCatalog(foreign);
    runLog.registerWorkspace(connection(), workspace().root().toString());
    new LastDatabaseFile(workspace()).writeFirst(connection());
    writeBegin(order, sources);
    steps.end();
  }

  /**
   * Makes sure before the work that files may be replaced, and ends the transaction.
   *
   * @throws org.datawarp.model.error.RefusedException if one of them is there and Datawarp did not
   *     write it, unless such files are to be kept aside
   */
  public void requireReplaceable(List<Path> targets) {
    ownership().require(targets, foreign);
    SqlErrors.commit("looking for who wrote the files", connection());
  }

  /**
   * Moves a file that Datawarp did not write aside at once, since it cannot be read.
   *
   * @throws org.datawarp.model.error.RefusedException if such files are not to be kept aside
   */
  public void setAside(Path file) {
    requireReplaceable(List.of(file));
    notes.add(FileOwnership.setAside(workspace(), file));
  }

  /** Tells whether a file in place is recorded as Datawarp's. */
  public boolean isOwn(Path file) {
    return ownership().isReplaceable(file);
  }

  /** Keeps a line that a person should read when the run ends. */
  public void note(String line) {
    notes.add(line);
  }

  /**
   * Returns what a person should know, such as what was kept of files that Datawarp did not write,
   * a line each; once.
   */
  public List<String> takeNotes() {
    List<String> all = List.copyOf(notes);
    notes.clear();
    return all;
  }

  /** Corrects the events to those of the sources found, and commits. */
  public void updateSources(RunExecutor.Order order, List<String> sources) {
    runLog.updateSources(
        connection(), id, String.valueOf(order.manifest()), order.refreshType(), sources);
  }

  /** Returns a file of the run's folder for something new; its folder is made. */
  public Path newFile(String name) {
    return workspace().confine(filesFolder().resolve(name));
  }

  /** Returns the folder of {@link #newFile}, and makes it. */
  public Path filesFolder() {
    Path files = folder.path().resolve("new");
    try {
      Files.createDirectories(files);
    } catch (IOException e) {
      throw new StorageException(
          "cannot make " + files + ": " + IoErrors.of(e), "free space or mend permissions", e);
    }
    return workspace().confine(files);
  }

  /** Plans to put a file of the run's folder in the place of an old one. */
  public FileOperation replaceItem(Path from, Path to, String sha256) {
    return new FileOperation(
        FileOperation.Action.REPLACE, workspace().relative(from), workspace().relative(to), sha256);
  }

  /**
   * Plans to put a file of the run's folder in the place of another, which is kept in the run's
   * trash, so that undo can bring it back.
   */
  public List<FileOperation> replaceKeeping(Path target, Path draft) {
    List<FileOperation> items = new ArrayList<>();
    String stored = workspace().relative(target);
    if (Files.isRegularFile(target)) {
      items.add(
          new FileOperation(
              FileOperation.Action.KEEP,
              stored,
              workspace().relative(workspace().trash(id.value(), stored)),
              FileHash.sha256(target)));
    }
    items.add(replaceItem(draft, target, FileHash.sha256(draft)));
    return items;
  }

  /**
   * Plans to keep in the run's trash what is about to be replaced or removed and is not kept yet,
   * so that undo can bring it back.
   *
   * @param items the files to publish; gets others
   */
  public void keepReplaced(List<FileOperation> items) {
    Set<String> known = new HashSet<>();
    List<String> going = new ArrayList<>();
    for (FileOperation item : items) {
      switch (item.action()) {
        case KEEP, MOVE -> known.add(item.from());
        case REPLACE -> going.add(item.to());
        case REMOVE -> going.add(item.from());
      }
    }
    List<FileOperation> keeps = new ArrayList<>();
    for (String stored : going) {
      Path place = workspace().resolve(stored);
      if (Files.isRegularFile(place) && known.add(stored)) {
        keeps.add(
            new FileOperation(
                FileOperation.Action.KEEP,
                stored,
                workspace().relative(workspace().trash(id.value(), stored)),
                FileHash.sha256(place)));
      }
    }
    items.addAll(0, keeps);
  }

  /**
   * Stores what the run owes and its success, and commits: from here on the new is what counts.
   *
   * @param items the files to put in their places, in their order
   * @param period what the events say; null if the run has none
   * @throws org.datawarp.model.error.RefusedException if a file would be replaced that Datawarp did
   *     not write
   * @throws org.datawarp.model.error.DatabaseException if the database did not commit
   * @throws OutcomeUnknownException if the connection broke and the database cannot be asked
   */
  public void commit(
      List<RefreshEvent> events, List<FileOperation> items, @Nullable Period period) {
    steps.start(RunStep.COMMIT);
    FileOwnership.Decided all = ownership().decide(items, foreign, id.value());
    decided = all.items();
    runLog.succeed(connection(), id, events, decided, period == null ? null : period.label());
    try {
      commit.commit(connection(), id);
    } catch (OutcomeUnknownException e) {
      committedOrUnknown = true;
      throw e;
    }
    committedOrUnknown = true;
    notes.addAll(all.notes());
    steps.end();
  }

  /**
   * Puts the committed files in their places, rebuilds the catalogue and finishes the run.
   *
   * @param items what was committed
   * @param prune sources whose versions beyond the number kept are deleted then
   */
  public void publish(List<FileOperation> items, List<SourceCode> prune) {
    putInPlace(items);
    rebuildCatalog();
    finish(prune);
  }

  /**
   * Puts the committed files in their places; those that are to go are still there.
   *
   * @param items what was committed
   */
  public void putInPlace(List<FileOperation> items) {
    steps.start(RunStep.PUBLISH);
    publisher.publish(Publisher.additions(committed(items)));
    steps.end();
  }

  /** Writes the catalogue anew from the database. */
  public void rebuildCatalog() {
    steps.start(RunStep.CATALOG);
    publisher.rebuildCatalog(connection(), folder.path());
    steps.end();
  }

  /**
   * Removes the files that are to go and marks the run published.
   *
   * @param prune sources whose versions beyond the number kept are deleted then
   */
  public void finish(List<SourceCode> prune) {
    steps.start(RunStep.FINISH);
    publisher.publish(Publisher.removals(decided));
    runLog.published(connection(), id);
    notes.addAll(publisher.takeNotes());
    // Only now: a version pruned before the run is published would be asked for again.
    prune.forEach(source -> publisher.prune(connection(), source, runLog.now()));
    steps.end();
  }

  /**
   * Publishes items that stand each for itself, such as moves into the trash: what cannot be done
   * stays as it is and is told.
   *
   * @param items what was committed
   * @param last work that belongs to the run and may be done twice, before it is marked published
   * @return what could not be done, by item
   */
  public Map<FileOperation, String> publishBestEffort(List<FileOperation> items, Runnable last) {
    steps.start(RunStep.PUBLISH);
    Map<FileOperation, String> failed = publisher.publishBestEffort(committed(items));
    last.run();
    steps.end();
    rebuildCatalog();
    steps.start(RunStep.FINISH);
    runLog.published(connection(), id);
    notes.addAll(publisher.takeNotes());
    steps.end();
    return failed;
  }

  /** Tells whether the commit stands, or may stand: only publishing may remove the folder then. */
  boolean isCommittedOrUnknown() {
    return committedOrUnknown;
  }

  /** Writes the failure of this run, which wrote nothing else that lasts. */
  void recordFailure(RunExecutor.Order order, Throwable failure, ExitCode exitCode) {
    if (!begun) {
      String manifest = order.manifest();
      writeBegin(order, manifest == null ? List.of() : List.of(manifest));
    }
    runLog.fail(
        connection(),
        id,
        steps.current().text(),
        Secrets.blotted(String.valueOf(failure.getMessage())),
        exitCode.status());
  }

  /** Returns what was committed of a list: the list, with what keeps other people's files. */
  private List<FileOperation> committed(List<FileOperation> items) {
    if (items.size() > decided.size()) {
      throw new IllegalStateException("only what was committed can be published");
    }
    return decided;
  }

  private FileOwnership ownership() {
    FileOwnership known = ownership;
    if (known == null) {
      known = FileOwnership.read(workspace(), this::connection, session.identity());
      ownership = known;
    }
    return known;
  }

  private void writeBegin(RunExecutor.Order order, List<String> sources) {
    runLog.begin(
        connection(),
        id,
        order.command(),
        Secrets.blotted(order.commandLine()),
        order.manifest(),
        order.refreshType(),
        sources);
    begun = true;
  }
}
