package org.datawarp.cli.command;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.CommandGroup;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.SyncPrinter;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.sync.ExpiryPlan;
import org.datawarp.workflow.sync.PullReport;
import org.datawarp.workflow.sync.StoreRepairReport;
import org.datawarp.workflow.sync.SyncStatus;
import org.datawarp.workflow.sync.SyncWorkflow.LossHandling;
import org.datawarp.workflow.sync.VerifyReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp sync}: sends what is new where no action is named. */
@CommandLine.Command(
    description = "Sends what was archived to an object store, proves it, and brings it back.",
    synopsisSubcommandLabel = "[ACTION]",
    footer = {
      "  datawarp sync --to r2://nhs-archive --dry-run   what would be sent",
      "  datawarp sync                                   to the configured bucket",
      "  datawarp sync --to s3://bucket/nhs --endpoint https://s3.example.org",
      "  datawarp sync --to file:/mnt/nas/nhs",
      "  datawarp sync verify --sample 10%%               read a tenth back",
      "  datawarp sync repair                            send again what was damaged",
      "  datawarp sync pull 'parquet/**/adhd*'           bring files back, verified",
      "  datawarp sync status"
    })
public final class SyncCommand extends SendCommand implements CommandGroup {
  private final List<Object> actions;

  /** Makes the command with its actions. */
  public SyncCommand(CommandContext context) {
    super(context);
    actions =
        List.of(
            new Run(context),
            new Verify(context),
            new Repair(context),
            new Pull(context),
            new Expire(context),
            new Status(context));
  }

  @Override
  public List<Object> actions() {
    return actions;
  }

  /** {@code datawarp sync run}. */
  @CommandLine.Command(
      name = "run",
      description = "Sends what is new, as sync without an action does.",
      footer = {
        "  datawarp sync run --to r2://nhs-archive --dry-run   what would be sent",
        "  datawarp sync run                                   to the configured bucket"
      })
  private static final class Run extends SendCommand {
    Run(CommandContext context) {
      super(context);
    }
  }

  /** An action on the objects of a store. */
  private abstract static class StoreAction extends Command {
    @Mixin TransferOptions transfer = new TransferOptions();

    StoreAction(CommandContext context) {
      super(context);
    }

    final SyncPrinter printer() {
      return new SyncPrinter(console());
    }

    static Set<SyncRequest.Option> options(boolean dryRun) {
      return dryRun
          ? EnumSet.of(SyncRequest.Option.DRY_RUN)
          : EnumSet.noneOf(SyncRequest.Option.class);
    }
  }

  /** {@code datawarp sync verify}. */
  @CommandLine.Command(
      name = "verify",
      description = "Reads objects back and compares them with what was sent.",
      footer = {
        "  datawarp sync verify --sample 10%%               read a tenth back",
        "  datawarp sync verify --full --to r2://nhs-archive"
      })
  private static final class Verify extends StoreAction {
    @Option(names = "--full", description = "All objects.")
    private boolean full;

    @Option(
        names = "--sample",
        paramLabel = "P",
        description = "This part of all objects, the longest unread; default 5%%.")
    private @Nullable String sample;

    @Mixin private RunOptions run = new RunOptions();

    Verify(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      SyncRequest request = transfer.request(null, Set.of(), run.maxWait(), "sync verify");
      VerifyReport report;
      try (ProgressLine progress = ProgressLine.ofBytes(console())) {
        report = opened.sync().verify(request, share(), progress);
      }
      print(report::json, () -> printer().verified(report));
      return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.STORAGE;
    }

    private double share() {
      if (full) {
        return 1;
      }
      String text = sample == null ? "5" : sample.strip().replaceAll("(?<!\\s)\\s*+%$", "");
      if (!text.matches("\\d{1,3}(?:\\.\\d+)?")
          || Double.parseDouble(text) <= 0
          || Double.parseDouble(text) > 100) {
        throw new UsageException(
            "--sample " + sample + " is not a part of a whole", "write it as 5%");
      }
      return Double.parseDouble(text) / 100;
    }
  }

  /** {@code datawarp sync repair}. */
  @CommandLine.Command(
      name = "repair",
      description = "Sends again what was found damaged or gone, where it is still here.",
      footer = {"  datawarp sync repair --dry-run", "  datawarp sync repair --accept-loss"})
  private static final class Repair extends StoreAction {
    @Option(
        names = "--accept-loss",
        description = "Speak no more of what was lost and is not here either.")
    private boolean acceptLoss;

    @Option(names = "--dry-run", description = "Show what would be done and stop.")
    private boolean dryRun;

    @Mixin private RunOptions run = new RunOptions();

    Repair(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      SyncRequest request = transfer.request(null, options(dryRun), run.maxWait(), "sync repair");
      LossHandling losses = acceptLoss ? LossHandling.ACCEPT : LossHandling.KEEP_TELLING;
      StoreRepairReport report;
      try (ProgressLine progress = ProgressLine.ofBytes(console())) {
        report = opened.sync().repair(request, losses, progress);
      }
      print(report::json, () -> printer().repaired(report));
      boolean isMended =
          report.lost().isEmpty() && (report.executed() || report.repaired().isEmpty());
      return isMended ? ExitCode.OK : ExitCode.STORAGE;
    }
  }

  /** {@code datawarp sync pull}. */
  @CommandLine.Command(
      name = "pull",
      description = "Brings objects back as files, each verified; what is here stays as it is.",
      footer = {
        "  datawarp sync pull 'parquet/**/adhd*'",
        "  datawarp sync pull 'archive/**' --from r2://nhs-archive --workspace /data/new"
      })
  private static final class Pull extends StoreAction {
    @Parameters(
        arity = "1..*",
        paramLabel = "PATTERN",
        description = "Which keys or paths, such as 'parquet/**' or 'archive/**/adhd*'.")
    private List<String> patterns = List.of();

    Pull(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      SyncRequest request = transfer.request(null, Set.of(), Duration.ZERO, "sync pull");
      PullReport report;
      try (ProgressLine progress = ProgressLine.ofBytes(console())) {
        report = opened.sync().pull(request, patterns, progress);
      }
      print(report::json, () -> printer().pulled(report));
      return report.failures().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    }
  }

  /** {@code datawarp sync expire}, and its older form {@code datawarp sync --expire}. */
  @CommandLine.Command(
      name = "expire",
      aliases = "--expire",
      description = "Deletes objects older than sync.cloud_retention_days.",
      footer = {"  datawarp sync expire --dry-run", "  datawarp sync expire --max-delete 40"})
  private static final class Expire extends StoreAction {
    @Option(
        names = "--max-delete",
        paramLabel = "N",
        description = "Delete up to so many; default 20, or a tenth if that is less.")
    private @Nullable Integer maxDelete;

    @Option(names = "--dry-run", description = "Show what would be done and stop.")
    private boolean dryRun;

    @Mixin private RunOptions run = new RunOptions();

    Expire(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      ExpiryPlan plan =
          opened
              .sync()
              .expire(transfer.request(maxDelete, options(dryRun), run.maxWait(), "sync expire"));
      print(plan::json, () -> printer().expired(plan));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp sync status}. */
  @CommandLine.Command(
      name = "status",
      description = "Tells how things stand, without asking the store.",
      footer = "  datawarp sync status")
  private static final class Status extends Command {
    Status(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      SyncStatus status = opened.sync().status();
      print(status::json, () -> new SyncPrinter(console()).status(status));
      return status.isSound() ? ExitCode.OK : ExitCode.STORAGE;
    }
  }
}
