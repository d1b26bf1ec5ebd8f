package org.datawarp.cli.command;

import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.BackupPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.backup.BackupRestoreRequest;
import org.datawarp.workflow.backup.BackupWorkflow;
import org.datawarp.workflow.backup.CreateRequest;
import org.datawarp.workflow.backup.PrunePlan;
import org.datawarp.workflow.backup.PruneRequest;
import org.datawarp.workflow.backup.RestoreCheckReport;
import org.datawarp.workflow.backup.RestoreOutcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp backup}. */
@CommandLine.Command(
    description = "Backs the database up, proves that backups restore, and restores them.",
    footer = {
      "  datawarp backup create",
      "  datawarp backup create --to r2://nhs-archive     streamed into the bucket",
      "  datawarp backup list --from r2://nhs-archive",
      "  datawarp backup verify                           a trial with the newest",
      "  datawarp backup restore latest --from r2://nhs-archive --workspace /data/new",
      "  datawarp backup restore FILE --into postgresql://user@host/empty",
      "  datawarp backup prune --keep 10 --keep-days 90 --dry-run"
    })
public final class BackupCommand extends ActionGroup {
  /** Makes the command with its actions. */
  public BackupCommand(CommandContext context) {
    super(
        new Create(context),
        new ListBackups(context),
        new Verify(context),
        new Restore(context),
        new Rebuild(context),
        new Prune(context));
  }

  /** Where the backups are. */
  private static final class PlaceOptions {
    @Option(
        names = {"--to", "--from"},
        paramLabel = "URL",
        description = {
          "The store instead of the workspace: r2://bucket[/prefix], s3://bucket[/prefix] or",
          "file:/folder."
        })
    private @Nullable String store;

    @Option(
        names = "--endpoint",
        paramLabel = "URL",
        description = "The server that has the bucket; default: cloud.endpoint.")
    private @Nullable String endpoint;
  }

  /** An action on backups. */
  private abstract static class Action extends Command {
    Action(CommandContext context) {
      super(context);
    }

    final BackupPrinter printer() {
      return new BackupPrinter(console(), options().isJson());
    }
  }

  private static final class WriterConverter extends EnumConverter<CreateRequest.Writer> {
    WriterConverter() {
      super(CreateRequest.Writer.class);
    }
  }

  /** {@code datawarp backup create}. */
  @CommandLine.Command(
      name = "create",
      description = "Makes a backup.",
      footer = {
        "  datawarp backup create",
        "  datawarp backup create --to r2://nhs-archive     streamed into the bucket"
      })
  private static final class Create extends Action {
    @Mixin private PlaceOptions place = new PlaceOptions();

    @Option(
        names = "--writer",
        converter = WriterConverter.class,
        paramLabel = "NAME",
        description = "own, pg_dump, or auto (default): a pg_dump as new as the server, else own.")
    private CreateRequest.Writer writer = CreateRequest.Writer.AUTO;

    @Option(
        names = "--schema",
        paramLabel = "NAME",
        description = "A further schema, such as one that your views use; may be repeated.")
    private List<String> schemas = List.of();

    @Mixin private RunOptions run = new RunOptions();
    @Mixin private DatabaseOption database = new DatabaseOption();

    Create(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      CreateRequest request =
          new CreateRequest(
              place.store, place.endpoint, writer, schemas, run.maxWait(), "backup create");
      BackupWorkflow.Created made;
      try (ProgressLine progress = new ProgressLine(console())) {
        made = opened.backup().create(request, progress);
      }
      printer().created(made);
      return made.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
    }
  }

  /** {@code datawarp backup list}. */
  @CommandLine.Command(
      name = "list",
      description = "Lists the backups that there are.",
      footer = {"  datawarp backup list", "  datawarp backup list --from r2://nhs-archive"})
  private static final class ListBackups extends Action {
    @Mixin private PlaceOptions place = new PlaceOptions();

    ListBackups(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      printer().list(opened.backup().list(place.store, place.endpoint));
      return ExitCode.OK;
    }
  }

  /** An action on one backup. */
  private abstract static class ActionOnOne extends Action {
    @Parameters(
        arity = "0..1",
        paramLabel = "BACKUP",
        description = "A file, a key, a day, or latest (default).")
    String backup = "latest";

    @Mixin PlaceOptions place = new PlaceOptions();

    ActionOnOne(CommandContext context) {
      super(context);
    }
  }

  /** {@code datawarp backup verify}. */
  @CommandLine.Command(
      name = "verify",
      description = {
        "Restores a backup on a server made for it, compares every row, and throws that away."
      },
      footer = {
        "  datawarp backup verify                           a trial with the newest",
        "  datawarp backup verify 2025-09-01 --from r2://nhs-archive"
      })
  private static final class Verify extends ActionOnOne {
    Verify(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      RestoreCheckReport report;
      try (ProgressLine progress = new ProgressLine(console())) {
        report = opened.backup().verify(backup, place.store, place.endpoint, progress);
      }
      printer().verified(report);
      return report.isGood() ? ExitCode.OK : ExitCode.STORAGE;
    }
  }

  /** {@code datawarp backup restore}. */
  @CommandLine.Command(
      name = "restore",
      description = "Puts a backup into an empty database and writes manifests and Parquet again.",
      footer = {
        "  datawarp backup restore latest --from r2://nhs-archive --workspace /data/new",
        "  datawarp backup restore FILE --into postgresql://user@host/empty"
      })
  private static final class Restore extends ActionOnOne {
    @Option(
        names = "--into",
        paramLabel = "URL",
        description = "An empty database; default: the workspace's own, empty.")
    private @Nullable String into;

    @Mixin private RunOptions run = new RunOptions();

    Restore(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      BackupRestoreRequest request =
          new BackupRestoreRequest(
              backup, place.store, place.endpoint, into, run.maxWait(), "backup restore");
      RestoreOutcome outcome;
      try (ProgressLine progress = new ProgressLine(console())) {
        outcome = opened.backup().restore(request, progress);
      }
      printer().restored(outcome);
      return outcome.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
    }
  }

  /** {@code datawarp backup rebuild}. */
  @CommandLine.Command(
      name = "rebuild",
      description = "Writes manifests and Parquet again from the database where they are missing.",
      footer = "  datawarp backup rebuild")
  private static final class Rebuild extends Action {
    @Mixin private RunOptions run = new RunOptions();

    Rebuild(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      RebuiltFiles files = opened.backup().rebuild("backup rebuild", run.maxWait());
      printer().rebuilt(files);
      return files.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
    }
  }

  /** {@code datawarp backup prune}. */
  @CommandLine.Command(
      name = "prune",
      description = "Deletes backups that no rule keeps, once those that stay were read.",
      footer = {
        "  datawarp backup prune --keep 10 --keep-days 90 --dry-run",
        "  datawarp backup prune --from r2://nhs-archive --keep 10 --max-delete 40"
      })
  private static final class Prune extends Action {
    @Mixin private PlaceOptions place = new PlaceOptions();

    @Option(names = "--keep", paramLabel = "N", description = "So many newest stay.")
    private @Nullable Long keep;

    @Option(names = "--keep-days", paramLabel = "DAYS", description = "Younger ones stay.")
    private @Nullable Long keepDays;

    @Option(
        names = "--max-delete",
        paramLabel = "N",
        description = "Refuse to delete more; default: ${DEFAULT-VALUE}.")
    private int maxDelete = PruneRequest.DEFAULT_MAX_DELETE;

    @Option(names = "--dry-run", description = "Show what would go, and stop.")
    private boolean dryRun;

    @Mixin private RunOptions run = new RunOptions();
    @Mixin private DatabaseOption database = new DatabaseOption();

    Prune(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      PruneRequest request =
          new PruneRequest(
              place.store,
              place.endpoint,
              keep,
              keepDays,
              maxDelete,
              run.maxWait(),
              "backup prune");
      PrunePlan plan = dryRun ? opened.backup().planPrune(request) : opened.backup().prune(request);
      printer().pruned(plan, dryRun);
      return ExitCode.OK;
    }
  }
}
