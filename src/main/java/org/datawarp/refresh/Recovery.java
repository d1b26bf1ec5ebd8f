package org.datawarp.refresh;

import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.config.Configuration;
import org.datawarp.config.ConfigurationKey;
import org.datawarp.error.ExitCode;
import org.datawarp.journal.Journal;
import org.datawarp.journal.Records;
import org.datawarp.journal.UnfinishedRun;
import org.datawarp.workspace.RunFolder;
import org.datawarp.workspace.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what runs that died left behind: the files of a committed one are published, an
 * uncommitted one is marked failed, and their folders go. Runs at work are left alone.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Workspace workspace;
  private final Journal journal;
  private final Publisher publisher;

  Recovery(Workspace workspace, Journal journal, Publisher publisher) {
    this.workspace = workspace;
    this.journal = journal;
    this.publisher = publisher;
  }

  static Publisher publisher(Workspace workspace, UUID identity, Configuration configuration) {
    return new Publisher(
        workspace,
        new Records(identity),
        (int) configuration.number(ConfigurationKey.VERSIONS_KEEP));
  }

  void finishEarlierRuns(Connection connection) {
    List<String> folders = RunFolder.list(workspace);
    List<UnfinishedRun> runs = journal.listUnfinished(connection);
    Set<String> known = new HashSet<>();
    for (UnfinishedRun run : runs) {
      known.add(run.id().value());
      finish(connection, run, folders.contains(run.id().value()));
    }
    for (String folder : folders) {
      if (!known.contains(folder)) {
        RunFolder.openAbandoned(workspace, folder).ifPresent(Recovery::deleteAndClose);
      }
    }
  }

  private void finish(Connection connection, UnfinishedRun run, boolean hasFolder) {
    Optional<RunFolder> folder = RunFolder.openAbandoned(workspace, run.id().value());
    if (hasFolder && folder.isEmpty()) {
      return; // it is at work
    }
    if (run.committed()) {
      RunFolder own = folder.orElseGet(() -> RunFolder.create(workspace, run.id().value()));
      publisher.publish(run.items());
      publisher.rebuildCatalog(connection, own);
      journal.published(connection, run.id());
      deleteAndClose(own);
      LOG.warn("finished run {}, which was stopped after its commit", run.id());
    } else {
      folder.ifPresent(Recovery::deleteAndClose);
      journal.fail(
          connection,
          run.id(),
          "unknown",
          "stopped before its commit; nothing was changed",
          ExitCode.INTERRUPTED.status());
      LOG.warn("run {} was stopped before its commit; nothing was changed", run.id());
    }
  }

  private static void deleteAndClose(RunFolder folder) {
    try (folder) {
      folder.delete();
    }
  }
}
