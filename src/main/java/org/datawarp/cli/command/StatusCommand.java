package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.RefreshPrinter;
import org.datawarp.lifecycle.transfer.StoreDamage;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.status.StatusRepairReport;
import org.datawarp.workflow.status.StatusWorkflow;
import org.datawarp.workflow.status.WorkspaceStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code datawarp status}. */
@CommandLine.Command(
    description = "Tells how the workspace stands.",
    footer = {
      "  datawarp status",
      "  datawarp status --json",
      "  datawarp status --fix --dry-run        what the database has forgotten"
    })
public final class StatusCommand extends Command {
  private static final int MAX_LISTED = 20;

  @CommandLine.Option(
      names = "--fix",
      description = {
        "Record exports and manifests again that the database has forgotten, as after an older",
        "backup was restored: those that name this workspace and hold the table's rows."
      })
  private boolean fix;

  @CommandLine.Option(names = "--dry-run", description = "With --fix: show what would be recorded.")
  private boolean dryRun;

  @CommandLine.Mixin private RunOptions run = new RunOptions();
  @CommandLine.Mixin private DatabaseOption database = new DatabaseOption();

  public StatusCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (fix) {
      return fix(opened);
    }
    if (dryRun) {
      throw new UsageException("--dry-run goes with --fix", "status alone changes nothing");
    }
    StatusWorkflow look = opened.look();
    Optional<WorkspaceStatus> status = look.status();
    Optional<String> backups = status.flatMap(known -> opened.backup().warning());
    List<StoreDamage> damage = opened.sync().damage();
    ExitCode code = damage.isEmpty() ? ExitCode.OK : ExitCode.STORAGE;
    if (options().isJson()) {
      Map<String, @Nullable Object> map =
          status.map(known -> known.warnedAlso(backups).json()).orElseGet(() -> none(look.root()));
      map.put("store_damage", damage.stream().map(StoreDamage::json).toList());
      console().json(map);
      return code;
    }
    warn(damage);
    if (status.isEmpty()) {
      empty(look.root());
      return code;
    }
    print(status.get().warnedAlso(backups));
    return code;
  }

  /** Says what stores have lost, until it is mended. */
  private void warn(List<StoreDamage> damage) {
    damage.stream()
        .limit(MAX_LISTED)
        .forEach(each -> console().warn(each.store() + ": " + each.key() + " is " + each.what()));
    if (!damage.isEmpty()) {
      console()
          .warn(
              Format.plural(damage.size(), "object")
                  + " damaged or gone in a store; 'datawarp sync repair' sends again what is"
                  + " still here");
    }
  }

  private ExitCode fix(Workflows opened) {
    Optional<StatusRepairReport> report;
    try (ProgressLine progress = new ProgressLine(console())) {
      report =
          dryRun
              ? opened.repair().plan()
              : opened.repair().run("status --fix", run.maxWait(), progress);
    }
    if (options().isJson()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("workspace", opened.look().root());
      report.ifPresent(done -> map.putAll(done.json()));
      console().json(map);
    } else {
      report.ifPresentOrElse(this::print, () -> empty(opened.look().root()));
    }
    return ExitCode.OK;
  }

  private void print(StatusRepairReport report) {
    report
        .recorded()
        .forEach(
            file ->
                console()
                    .print(
                        file.path()
                            + (dryRun ? " would be recorded: " : " is recorded again: ")
                            + file.why()));
    report.left().forEach(file -> console().print(file.path() + " stays: " + file.why()));
    if (report.recorded().isEmpty()) {
      console().print("nothing to record: the database knows what can be proven");
    }
    if (report.run() != null) {
      console().entry("run", report.run());
    }
  }

  private void empty(String root) {
    console().print("nothing loaded in " + root + " yet; 'datawarp refresh' does that");
  }

  private void print(WorkspaceStatus status) {
    status.warnings().forEach(console()::warn);
    console().entry("workspace", status.root());
    console().entry("identity", status.identity());
    console().entry("database", "PostgreSQL " + status.server());
    console().entry(
        "sources",
        Format.count(status.sources())
            + " with "
            + Format.plural(status.rows(), "row")
            + " in "
            + Format.size(status.sizeBytes())
            + " of Parquet");
    console().entry(
        "manifests",
        status.activeManifests() + " active, " + status.pendingManifests() + " pending");
    console().entry(
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
      console().entry("last run", last + "; see 'datawarp history --runs'");
    }
  }

  private static Map<String, @Nullable Object> none(String root) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("workspace", root);
    map.put("identity", null);
    return map;
  }
}
