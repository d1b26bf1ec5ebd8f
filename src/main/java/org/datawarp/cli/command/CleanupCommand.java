package org.datawarp.cli.command;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.CleanupPrinter;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.model.Age;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.workflow.cleanup.CleanupOptions;
import org.datawarp.workflow.cleanup.CleanupOptions.Permission;
import org.datawarp.workflow.cleanup.CleanupPlan;
import org.datawarp.workflow.cleanup.CleanupReport;
import org.datawarp.workflow.cleanup.CleanupWorkflow;
import org.datawarp.workflow.cleanup.PlanFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datawarp cleanup}. */
@CommandLine.Command(
    description = {
      "Finds rows, tables and files that have lost their owner, and says why.",
      "Changes nothing without --execute; then what goes can be brought back for "
          + UndoableCommand.GRACE_DAYS
          + " days with",
      "'datawarp undo RUN'; what has been in the trash that long is deleted for good."
    },
    footer = {
      "  datawarp cleanup",
      "  datawarp cleanup --execute --max-delete 50",
      "  datawarp cleanup --plan-out plan.json   and, when it was reviewed:",
      "  datawarp cleanup --apply plan.json",
      "  datawarp cleanup --fail-if-found        for CI: exits 3 when there is an orphan"
    })
public final class CleanupCommand extends Command {
  @Option(names = "--dry-run", description = "Only show the plan; the default.")
  private boolean dryRun;

  @Option(names = "--execute", description = "Move what the plan says to the trash.")
  private boolean execute;

  @Option(
      names = "--min-age",
      paramLabel = "AGE",
      description = "Keep what is younger, such as 72h (the default), 7d or 0.")
  private @Nullable String minAge;

  @Option(
      names = "--max-delete",
      paramLabel = "N",
      description =
          "Let up to N things go; without it at most 20, and at most a tenth of any class.")
  private @Nullable Integer maxDelete;

  @Option(
      names = "--include-unrecorded",
      description =
          "Move staging tables too that have all provenance columns but were not recorded by"
              + " Datawarp. Copies that analysts made look like that.")
  private boolean includeUnrecorded;

  @Option(
      names = "--fail-if-found",
      description = "Exit 3 when there are orphans, those that stay included.")
  private boolean failIfFound;

  @Option(
      names = "--plan-out",
      paramLabel = "FILE",
      description = "Write the plan to a file for review; good for 7 days.")
  private @Nullable Path planOut;

  @Option(
      names = "--apply",
      paramLabel = "FILE",
      description =
          "Do what a reviewed plan lists and nothing else, with the options it was made with; changed"
              + " things stay.")
  private @Nullable Path apply;

  @Option(names = "--all", description = "List every item, not the first few of each class.")
  private boolean all;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public CleanupCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    requireSense();
    CleanupWorkflow cleanup = opened.cleanup();
    return execute || apply != null ? execute(cleanup) : plan(cleanup);
  }

  private void requireSense() {
    if (dryRun && (execute || apply != null)) {
      throw new UsageException("--dry-run and --execute contradict each other", "leave one out");
    }
    if (planOut != null && (execute || apply != null)) {
      throw new UsageException(
          "--plan-out writes a plan and does nothing else", "review it, then --apply it");
    }
    if (maxDelete != null && maxDelete < 0) {
      throw new UsageException("--max-delete " + maxDelete + " is no number of things", null);
    }
  }

  private ExitCode plan(CleanupWorkflow cleanup) {
    Optional<CleanupPlan> found = cleanup.plan(given(CleanupOptions.USUAL));
    if (found.isEmpty()) {
      nothing(cleanup.root());
      return ExitCode.OK;
    }
    CleanupPlan plan = found.get();
    PlanFile written =
        planOut == null ? null : PlanFile.write(planOut, plan, given(CleanupOptions.USUAL));
    if (options().isJson()) {
      console().json(new Plan(cleanup.root(), false, written == null ? null : written.id(), plan));
    } else {
      new CleanupPrinter(console(), all).print(plan);
      if (written != null) {
        console()
            .print(
                written.id()
                    + " is in "
                    + planOut
                    + ", good until "
                    + Format.time(written.expiresAt()));
      }
    }
    boolean isFound = failIfFound && plan.found() > 0;
    return isFound || !plan.unreadable().isEmpty() ? ExitCode.PARTIAL : ExitCode.OK;
  }

  private ExitCode execute(CleanupWorkflow cleanup) {
    PlanFile reviewed = apply == null ? null : PlanFile.read(apply);
    String line = "cleanup " + (reviewed == null ? "--execute" : "--apply " + reviewed.id());
    CleanupReport report;
    try (ProgressLine progress = new ProgressLine(console())) {
      CleanupOptions known = reviewed == null ? CleanupOptions.USUAL : reviewed.options();
      report = cleanup.execute(given(known), reviewed, line, run.maxWait(), progress);
    }
    if (options().isJson()) {
      console().json(new Done(cleanup.root(), report));
    } else {
      new CleanupPrinter(console(), all).print(report);
    }
    boolean isFound = failIfFound && report.plan().found() > 0;
    boolean isWhole = report.failed().isEmpty() && report.plan().unreadable().isEmpty();
    return isWhole && !isFound ? ExitCode.OK : ExitCode.PARTIAL;
  }

  /** What is not said here is as it was when the plan was made. */
  private CleanupOptions given(CleanupOptions known) {
    Set<Permission> given = EnumSet.noneOf(Permission.class);
    given.addAll(known.given());
    if (includeUnrecorded) {
      given.add(Permission.INCLUDE_UNRECORDED);
    }
    if (options().acceptsDatabase()) {
      given.add(Permission.ACCEPT_DATABASE);
    }
    return new CleanupOptions(
        minAge == null ? known.minAge() : Age.parse(minAge),
        maxDelete == null ? known.maxDelete() : maxDelete,
        given);
  }

  private void nothing(String root) {
    if (options().isJson()) {
      console().json(new Nothing(root, false, 0));
    } else {
      console().print("nothing loaded in " + root + " yet: nothing to clean up");
    }
  }

  /** What {@code --json} prints of a plan. */
  @JsonKeys({"workspace", "executed", "plan", "all.*"})
  private record Plan(String workspace, boolean executed, @Nullable String plan, CleanupPlan all) {}

  /** What {@code --json} prints of what was done. */
  @JsonKeys({"workspace", "report.*"})
  private record Done(String workspace, CleanupReport report) {}

  /** What {@code --json} prints where nothing is loaded yet. */
  private record Nothing(String workspace, boolean executed, int found) {}
}
