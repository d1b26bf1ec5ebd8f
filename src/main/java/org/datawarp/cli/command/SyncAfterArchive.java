package org.datawarp.cli.command;

import java.util.Optional;
import org.datawarp.cli.Console;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.lifecycle.transfer.AutoSync;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.ExitCode;

/** Syncs after an archive where {@code auto_sync} is on; tells of it on standard error. */
final class SyncAfterArchive {
  private final Workflows services;
  private final Console console;

  SyncAfterArchive(Workflows services, Console console) {
    this.services = services;
    this.console = console;
  }

  /** Syncs; returns the archive's exit code, or that something was not sent. */
  ExitCode sync(ExitCode archived) {
    Optional<AutoSync> outcome;
    try {
      outcome = services.sync().cloud().sendAfterArchive(RunListener.SILENT);
    } catch (DatawarpException e) {
      console.warn("the archive is done, and the sync after it failed: " + e.getMessage());
      if (e.hint() != null) {
        console.tell("hint:  " + e.hint());
      }
      return ExitCode.PARTIAL;
    }
    if (outcome.isEmpty()) {
      return archived;
    }
    SyncReport report = outcome.get().report();
    if (report == null) {
      console.warn(
          "the archive is done and waits for the store; the next 'datawarp sync' sends it: "
              + outcome.get().postponed());
      return archived;
    }
    console.tell(
        "synced to "
            + report.plan().store()
            + ": "
            + Format.plural(report.sent(), "file")
            + ", "
            + Format.size(report.sentBytes()));
    if (!report.damaged().isEmpty()) {
      console.warn(
          Format.plural(report.damaged().size(), "object")
              + " damaged or gone in the store; see 'datawarp sync status'");
      return ExitCode.STORAGE;
    }
    return report.isComplete() ? archived : ExitCode.PARTIAL;
  }
}
