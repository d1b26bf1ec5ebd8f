package org.datawarp.lifecycle.undo;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunId;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository.StoredRun;
import org.datawarp.storage.workspace.Workspace;

/**
 * A run that is to be undone, and where.
 *
 * @param context the workspace
 * @param identity its identity
 * @param connection the transaction in which the run is looked at or undone
 * @param run the run
 */
record UndoneRun(WorkspaceContext context, UUID identity, Connection connection, StoredRun run) {
  Workspace workspace() {
    return context.workspace();
  }

  RunId id() {
    return run.id();
  }

  /** Returns what reverses what the run did to files. */
  InverseOperations inverse(RunId undo) {
    return InverseOperations.of(workspace(), run.files(), undo, Map.of());
  }

  List<FileOperation> files() {
    return run.files();
  }
}
