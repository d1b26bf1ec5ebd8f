package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/**
 * One run of a command that changes something. Its order is always the same: {@link #begin}, the
 * work in one transaction on {@link #connection()} and in {@link #newFile the run's folder}, then
 * {@link #commit}, which decides, then {@link #publish}, which the next command does if this one
 * dies. Used by one thread.
 */
public final class Run {
  private final RunId id;
  private final RunFolder folder;
  private final RunSession session;
  private final StepTimer steps;
  private final RunLog journal;
  private final RunCommit commit;
  private final Publisher publisher;
  private final Instant startedAt;
  private final ForeignFiles foreign;
  private final List<String> notes = new ArrayList<>();
  private @Nullable FileOwnership ownership;
  private List<FileOperation> decided = List.of();
  private boolean begun;
  private boolean leftToRecovery;

  /** What a run works with. */
  record Means(RunLog journal, RunCommit commit, Publisher publisher, ForeignFiles foreignFiles) {}

  Run(
      RunId id,
      RunFolder folder,
      RunSession session,
      StepTimer steps,
      Means means,
      Instant startedAt) {
    this.id = id;
    this.folder = folder;
    this.session = session;
    this.steps = steps;
    this.journal = means.journal();
    this.commit = means.commit();
    this.publisher = means.publisher();
    this.foreign = means.foreignFiles();
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
    journal.registerWorkspace(connection(), workspace().root().toString());
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

  /** Returns what was kept of files that Datawarp did not write, a line each; once. */
  public List<String> takeNotes() {
    List<String> all = List.copyOf(notes);
    notes.clear();
    return all;
  }

  /** Corrects the events to those of the sources found, and commits. */
  public void touch(RunExecutor.Order order, List<String> sources) {
    journal.touch(connection(), id, String.valueOf(order.manifest()), order.refreshType(), sources);
  }

  /** Returns a file of the run's folder for something new; its folder is made. */
  public Path newFile(String name) {
    Path files = folder.path().resolve("new");
    try {
      Files.createDirectories(files);
    } catch (IOException e) {
      throw new StorageException(
          "cannot make " + files + ": " + IoErrors.of(e), "free space or mend permissions", e);
    }
    return workspace().confine(files.resolve(name));
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
    journal.succeed(connection(), id, events, decided, period == null ? null : period.label());
    try {
      commit.commit(connection(), id);
    } catch (OutcomeUnknownException e) {
      leftToRecovery = true;
      throw e;
    }
    leftToRecovery = true;
    notes.addAll(all.notes());
    steps.end();
  }

  /**
   * Puts the committed files in their places, rebuilds the catalogue and marks the run published.
   *
   * @param items what was committed
   * @param prune sources whose versions beyond the number kept are deleted then
   */
  public void publish(List<FileOperation> items, List<SourceCode> prune) {
    steps.start(RunStep.PUBLISH);
    publisher.publish(Publisher.additions(committed(items)));
    steps.end();
    steps.start(RunStep.CATALOG);
    publisher.rebuildCatalog(connection(), folder.path());
    steps.end();
    steps.start(RunStep.FINISH);
    publisher.publish(Publisher.removals(decided));
    journal.published(connection(), id);
    notes.addAll(publisher.takeNotes());
    // Only now: a version pruned before the run is published would be asked for again.
    prune.forEach(source -> publisher.prune(connection(), source, journal.now()));
    steps.end();
  }

  /**
   * Does the same with items that stand each for itself, such as moves into the trash: what cannot
   * be done stays as it is and is told.
   *
   * @param items what was committed
   * @param last work that belongs to the run and may be done twice, before it is marked published
   * @return what could not be done, by item
   */
  public Map<FileOperation, String> publishEach(List<FileOperation> items, Runnable last) {
    steps.start(RunStep.PUBLISH);
    Map<FileOperation, String> failed = publisher.publishEach(committed(items));
    last.run();
    steps.end();
    steps.start(RunStep.CATALOG);
    publisher.rebuildCatalog(connection(), folder.path());
    steps.end();
    steps.start(RunStep.FINISH);
    journal.published(connection(), id);
    notes.addAll(publisher.takeNotes());
    steps.end();
    return failed;
  }

  /** Tells whether the commit stands, or may stand: only publishing may remove the folder then. */
  boolean isLeftToRecovery() {
    return leftToRecovery;
  }

  /** Writes the failure of this run, which wrote nothing else that lasts. */
  void recordFailure(RunExecutor.Order order, Throwable failure, ExitCode exitCode) {
    if (!begun) {
      String manifest = order.manifest();
      writeBegin(order, manifest == null ? List.of() : List.of(manifest));
    }
    journal.fail(
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
    journal.begin(
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
