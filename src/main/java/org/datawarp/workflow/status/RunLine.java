package org.datawarp.workflow.status;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.repository.RunRepository.StoredRun;
import org.jspecify.annotations.Nullable;

/**
 * One run.
 *
 * @param at when it began
 * @param run its id
 * @param command its command
 * @param commandLine the command as it was given
 * @param status in_progress, success, failed or undone
 * @param undoneBy the run that took it back
 * @param undoes the run it took back
 * @param undoUntil until when 'undo' can take it back for sure; null where it cannot
 * @param error why it failed
 */
public record RunLine(
    Instant at,
    String run,
    String command,
    String commandLine,
    String status,
    @Nullable String undoneBy,
    @Nullable String undoes,
    @Nullable Instant undoUntil,
    @Nullable String error) {
  static RunLine of(StoredRun run) {
    return new RunLine(
        run.startedAt(),
        run.id().value(),
        run.command(),
        run.commandLine(),
        run.status(),
        run.undoneBy(),
        run.undoes(),
        UndoableCommand.limit(run),
        run.error());
  }

  /** Returns the run as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("at", at);
    map.put("run", run);
    map.put("command", command);
    map.put("command_line", commandLine);
    map.put("status", status);
    map.put("undone_by", undoneBy);
    map.put("undoes", undoes);
    map.put("undo_until", undoUntil);
    map.put("error", error);
    return map;
  }
}
