package org.datawarp.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.datawarp.error.ExitCode;
import org.datawarp.look.LookWorkflow;
import org.datawarp.look.WorkspaceStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code datawarp status}. */
@CommandLine.Command(
    description = "Tells how the workspace stands.",
    footer = {"  datawarp status", "  datawarp status --json"})
final class StatusCommand extends Command {
  StatusCommand(Services.Factory services, Console console) {
    super(services, console);
  }

  @Override
  ExitCode run(Services opened) {
    LookWorkflow look = opened.look();
    Optional<WorkspaceStatus> status = look.status();
    Optional<String> backups = status.flatMap(known -> opened.backup().warning());
    if (options().isJson()) {
      console()
          .json(
              status
                  .map(known -> known.warnedAlso(backups).json())
                  .orElseGet(() -> none(look.root())));
      return ExitCode.OK;
    }
    if (status.isEmpty()) {
      console().print("nothing loaded in " + look.root() + " yet; 'datawarp refresh' does that");
      return ExitCode.OK;
    }
    print(status.get().warnedAlso(backups));
    return ExitCode.OK;
  }

  private void print(WorkspaceStatus status) {
    status.warnings().forEach(console()::warn);
    line("workspace", status.root());
    line("identity", status.identity());
    line("database", "PostgreSQL " + status.server());
    line(
        "sources",
        Format.count(status.sources())
            + " with "
            + Format.plural(status.rows(), "row")
            + " in "
            + Format.size(status.sizeBytes())
            + " of Parquet");
    line(
        "manifests",
        status.activeManifests() + " active, " + status.pendingManifests() + " pending");
    line(
        "runs",
        "last success "
            + Format.time(status.lastSuccess())
            + ", "
            + status.failedRuns()
            + " failed, "
            + status.unfinishedRuns()
            + " unfinished");
    String last = status.lastRun();
    if (last != null) {
      line("last run", last + "; see 'datawarp history --runs'");
    }
  }

  private void line(String word, String text) {
    console().print(RefreshPrinter.pad(word) + text);
  }

  private static Map<String, @Nullable Object> none(String root) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("workspace", root);
    map.put("identity", null);
    return map;
  }
}
