package org.datawarp.cli.command;

import java.util.List;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.StatusPrinter;
import org.datawarp.lifecycle.transfer.StoreDamage;
import org.datawarp.model.error.ExitCode;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.workflow.status.StandingWorkflow;
import org.datawarp.workflow.status.StatusRepairReport;
import org.datawarp.workflow.status.WorkspaceStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code datawarp status}. */
@CommandLine.Command(
    description = "Tells how the workspace stands.",
    footer = {
      "  datawarp status",
      "  datawarp status --json",
      "  datawarp status --fix --dry-run        what would be put right"
    })
public final class StatusCommand extends Command {
  private static final int MAX_LISTED = 20;

  @CommandLine.Option(
      names = "--fix",
      description = {
        "Put files, headers and database in accord: record exports and manifests again that the",
        "database has forgotten and that hold the table's rows, write again what is recorded and",
        "not there, and make manifests' headers say what the database does. It is a run, which",
        "'datawarp undo RUN' takes back."
      })
  private boolean fix;

  @CommandLine.Option(
      names = "--dry-run",
      description = "With --fix: show what would be put right.")
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
    requireUnset(
        "--fix", "status alone changes nothing", "--dry-run", "--wait", "--accept-database");
    StandingWorkflow standing = opened.standing();
    Optional<WorkspaceStatus> status = standing.status();
    Optional<String> backups = status.flatMap(known -> opened.backup().warning());
    List<StoreDamage> damage = opened.sync().damage();
    boolean isWhole = status.map(WorkspaceStatus::unreadable).orElse(List.of()).isEmpty();
    ExitCode code =
        damage.isEmpty() ? (isWhole ? ExitCode.OK : ExitCode.PARTIAL) : ExitCode.STORAGE;
    if (options().isJson()) {
      console()
          .json(
              status.isEmpty()
                  ? new Nothing(root(opened), null, damage, emptyDatabase(standing))
                  : new Whole(status.get().warnedAlso(backups), damage));
      return code;
    }
    warn(damage);
    if (status.isEmpty()) {
      emptyDatabase(standing).forEach(console()::warn);
      printNothingLoaded(root(opened));
      return code;
    }
    new StatusPrinter(console(), options()).print(status.get().warnedAlso(backups));
    return code;
  }

  private static String root(Workflows opened) {
    return opened.look().root();
  }

  private static List<String> emptyDatabase(StandingWorkflow standing) {
    return standing.findEmptyDatabase().map(List::of).orElse(List.of());
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
    String root = root(opened);
    print(
        () -> new Repair(root, report.orElse(null)),
        () -> report.ifPresentOrElse(this::print, () -> printNothingLoaded(root)));
    return ExitCode.OK;
  }

  private void print(StatusRepairReport report) {
    tell(report.recorded(), dryRun ? "would be recorded" : "is recorded again");
    tell(report.written(), dryRun ? "would be written" : "is written again");
    tell(report.mended(), dryRun ? "would be mended" : "is mended");
    report.left().forEach(file -> console().print(file.path() + " stays: " + file.why()));
    if (report.isEmpty()) {
      console().print("nothing to put right: files, headers and database agree where they can");
    }
    if (report.run() != null) {
      console().entry("run", report.run());
    }
  }

  private void tell(List<StatusRepairReport.Recorded> files, String what) {
    files.forEach(file -> console().print(file.path() + " " + what + ": " + file.why()));
  }

  /** What {@code --json} prints. */
  @JsonKeys({"status.*", "store_damage"})
  private record Whole(WorkspaceStatus status, List<StoreDamage> storeDamage) {}

  /** What {@code --json} prints where nothing is loaded yet. */
  private record Nothing(
      String workspace,
      @Nullable Object identity,
      List<StoreDamage> storeDamage,
      List<String> warnings) {}

  /** What {@code --fix --json} prints. */
  @JsonKeys({"workspace", "report.*"})
  private record Repair(String workspace, @Nullable StatusRepairReport report) {}
}
