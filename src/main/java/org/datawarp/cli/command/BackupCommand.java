package org.datawarp.cli.command;

import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.BackupPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.backup.BackupRestoreRequest;
import org.datawarp.workflow.backup.BackupWorkflow;
import org.datawarp.workflow.backup.CreateRequest;
import org.datawarp.workflow.backup.PrunePlan;
import org.datawarp.workflow.backup.PruneRequest;
import org.datawarp.workflow.backup.RebuiltFiles;
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
public final class BackupCommand extends Command {
  /** What can be done with backups. */
  enum Action {
    /** Make one. */
    CREATE,
    /** List them. */
    LIST,
    /** Restore one as a trial and compare. */
    VERIFY,
    /** Put one into an empty database. */
    RESTORE,
    /** Write manifests and exports anew from the database. */
    REBUILD,
    /** Delete those that no rule keeps. */
    PRUNE
  }

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = {
        "create: make a backup; list: show what there is; verify: restore one on a server",
        "made for it, compare every row, and throw that away; restore: put one into an empty",
        "database and write manifests and Parquet again; rebuild: only write those again where",
        "they are missing; prune: delete backups that no rule keeps."
      })
  private Action action = Action.LIST;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "BACKUP",
      description = "With verify and restore: a file, a key, a day, or latest (default).")
  private String backup = "latest";

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

  @Option(
      names = "--into",
      paramLabel = "URL",
      description = "With restore: an empty database; default: the workspace's own, empty.")
  private @Nullable String into;

  @Option(
      names = "--writer",
      paramLabel = "NAME",
      description = {
        "With create: own, pg_dump, or auto (default): a pg_dump as new as the server, else own."
      })
  private String writer = "auto";

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "With create: a further schema, such as one that your views use.")
  private List<String> schemas = List.of();

  @Option(names = "--keep", paramLabel = "N", description = "With prune: so many newest stay.")
  private @Nullable Long keep;

  @Option(
      names = "--keep-days",
      paramLabel = "DAYS",
      description = "With prune: younger ones stay.")
  private @Nullable Long keepDays;

  @Option(
      names = "--max-delete",
      paramLabel = "N",
      description = "With prune: refuse to delete more; default 20.")
  private int maxDelete = PruneRequest.DEFAULT_MAX_DELETE;

  @Option(names = "--dry-run", description = "With prune: show what would go, and stop.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public BackupCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    BackupWorkflow workflow = opened.backup();
    BackupPrinter printer = new BackupPrinter(console(), options().isJson());
    try (ProgressLine progress = new ProgressLine(console())) {
      return switch (action) {
        case CREATE -> {
          BackupWorkflow.Created made = workflow.create(createRequest(), progress);
          progress.close();
          printer.created(made);
          yield made.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
        }
        case LIST -> {
          printer.list(workflow.list(store, endpoint));
          yield ExitCode.OK;
        }
        case VERIFY -> {
          RestoreCheckReport report = workflow.verify(backup, store, endpoint, progress);
          progress.close();
          printer.verified(report);
          yield report.isGood() ? ExitCode.OK : ExitCode.STORAGE;
        }
        case RESTORE -> {
          RestoreOutcome outcome = workflow.restore(restoreRequest(), progress);
          progress.close();
          printer.restored(outcome);
          yield outcome.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
        }
        case REBUILD -> {
          RebuiltFiles files = workflow.rebuild("backup rebuild", run.maxWait());
          printer.rebuilt(files);
          yield files.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
        }
        case PRUNE -> {
          PruneRequest request = pruneRequest();
          PrunePlan plan = dryRun ? workflow.planPrune(request) : workflow.prune(request);
          printer.pruned(plan, dryRun);
          yield ExitCode.OK;
        }
      };
    }
  }

  private CreateRequest createRequest() {
    return new CreateRequest(
        store, endpoint, parsedWriter(), schemas, run.maxWait(), "backup create");
  }

  private CreateRequest.Writer parsedWriter() {
    return switch (writer.toLowerCase(java.util.Locale.ROOT)) {
      case "auto" -> CreateRequest.Writer.AUTO;
      case "own" -> CreateRequest.Writer.OWN;
      case "pg_dump" -> CreateRequest.Writer.PG_DUMP;
      default ->
          throw new UsageException(
              "--writer " + writer + " is unknown", "give auto, own or pg_dump");
    };
  }

  private BackupRestoreRequest restoreRequest() {
    return new BackupRestoreRequest(backup, store, endpoint, into, run.maxWait(), "backup restore");
  }

  private PruneRequest pruneRequest() {
    return new PruneRequest(
        store, endpoint, keep, keepDays, maxDelete, run.maxWait(), "backup prune");
  }
}
