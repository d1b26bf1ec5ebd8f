package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.model.error.ExitCode;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.io.LockFile;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.UnfinishedRun;
import org.datawarp.storage.workspace.RunFolder;
import org.datawarp.storage.workspace.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what runs that died left behind: the files of a committed one are published, an
 * uncommitted one is marked failed, and their folders go. Runs at work are left alone.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Workspace workspace;
  private final RunLog runLog;
  private final Publisher publisher;

  /** Makes the recovery of a workspace's runs. */
  public Recovery(Workspace workspace, RunLog runLog, Publisher publisher) {
    this.workspace = workspace;
    this.runLog = runLog;
    this.publisher = publisher;
  }

  /** Makes the publisher of a workspace as configured. */
  public static Publisher publisher(
      Workspace workspace, UUID identity, Configuration configuration) {
    return new Publisher(
        workspace,
        new ManifestRepository(identity),
        new KeptFileRepository(identity),
        new OldVersions(
            workspace, identity, (int) configuration.number(ConfigurationKey.VERSIONS_KEEP)));
  }

  /**
   * Makes the folder of a new run, or of work that needs one; not while another program clears
   * folders away.
   */
  public static RunFolder createFolder(Workspace workspace, RunId run) {
    try (LockFile gate = gate(workspace)) {
      return RunFolder.create(workspace, run.value());
    }
  }

  /**
   * Finishes them. Another program that does the same is waited for, so that nobody goes on from
   * files that are just being published.
   */
  public void finishEarlierRuns(Connection connection) {
    if (runLog.listUnfinished(connection).isEmpty() && RunFolder.list(workspace).isEmpty()) {
      return;
    }
    try (LockFile gate = gate(workspace)) {
      Set<String> known = new HashSet<>();
      for (UnfinishedRun run : runLog.listUnfinished(connection)) {
        known.add(run.id().value());
        finish(connection, run);
      }
      for (String folder : RunFolder.list(workspace)) {
        if (!known.contains(folder)) {
          RunFolder.openAbandoned(workspace, folder).ifPresent(Recovery::deleteAndClose);
        }
      }
    }
  }

  private void finish(Connection connection, UnfinishedRun run) {
    String name = run.id().value();
    Optional<RunFolder> folder = RunFolder.openAbandoned(workspace, name);
    if (folder.isEmpty() && RunFolder.list(workspace).contains(name)) {
      return; // it is at work
    }
    if (run.committed()) {
      publish(connection, run, folder.orElseGet(() -> RunFolder.create(workspace, name)));
    } else {
      runLog.fail(
          connection,
          run.id(),
          "unknown",
          "stopped before its commit; nothing was changed",
          ExitCode.INTERRUPTED.status());
      folder.ifPresent(Recovery::deleteAndClose);
      LOG.warn("run {} was stopped before its commit; nothing was changed", run.id());
    }
  }

  private void publish(Connection connection, UnfinishedRun run, RunFolder folder) {
    try (folder) {
      for (String lost : publisher.publishWhatIsLeft(Publisher.additions(run.items()))) {
        LOG.warn("run {}: {}; refresh its manifest again with --force", run.id(), lost);
      }
      publisher.rebuildCatalog(connection, folder.path());
      for (String left : publisher.publishWhatIsLeft(Publisher.removals(run.items()))) {
        LOG.warn("run {}: {}", run.id(), left);
      }
      publisher.takeNotes().forEach(note -> LOG.warn("run {}: {}", run.id(), note));
      runLog.published(connection, run.id());
      folder.delete();
    }
    LOG.warn("finished run {}, which was stopped after its commit", run.id());
  }

  private static LockFile gate(Workspace workspace) {
    return LockFile.hold(workspace.state().resolve("runs.lock"));
  }

  private static void deleteAndClose(RunFolder folder) {
    try (folder) {
      folder.delete();
    }
  }
}
