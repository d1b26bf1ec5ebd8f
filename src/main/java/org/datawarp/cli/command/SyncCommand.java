package org.datawarp.cli.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.PolicyUploadPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.SyncPrinter;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.lifecycle.transfer.SyncReport;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.sync.ExpiryPlan;
import org.datawarp.workflow.sync.PullReport;
import org.datawarp.workflow.sync.StoreRepairReport;
import org.datawarp.workflow.sync.SyncStatus;
import org.datawarp.workflow.sync.SyncWorkflow;
import org.datawarp.workflow.sync.SyncWorkflow.LossHandling;
import org.datawarp.workflow.sync.VerifyReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp sync}. */
@CommandLine.Command(
    description = "Sends what was archived to an object store, proves it, and brings it back.",
    footer = {
      "  datawarp sync --to r2://nhs-archive --dry-run   what would be sent",
      "  datawarp sync                                   to the configured bucket",
      "  datawarp sync --to s3://bucket/nhs --endpoint https://s3.example.org",
      "  datawarp sync --to file:/mnt/nas/nhs",
      "  datawarp sync verify --sample 10%%               read a tenth back",
      "  datawarp sync repair                            send again what was damaged there",
      "  datawarp sync pull 'parquet/**/adhd*'           bring files back, verified",
      "  datawarp sync status"
    })
public final class SyncCommand extends Command {
  private static final Pattern RATE = Pattern.compile("(\\d{1,12})\\s*([kKmMgG]?)[bB]?(?:/s)?");

  /** What can be done with a store. */
  enum Action {
    /** Send what is new. */
    RUN,
    /** Read objects back and compare. */
    VERIFY,
    /** Send again what was found damaged or gone. */
    REPAIR,
    /** Bring objects back. */
    PULL,
    /** Delete objects older than they are to be kept. */
    EXPIRE,
    /** Tell how things stand. */
    STATUS
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ACTION",
      description = {
        "run (default): send what is new; verify: read objects back and compare;",
        "repair: send again what was found damaged or gone, where it is still here;",
        "pull: bring objects back; expire: delete objects older than cloud_retention_days;",
        "status: tell how things stand, without asking the store."
      })
  private Action action = Action.RUN;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PATTERN",
      description = "With pull: which keys or paths, such as 'parquet/**' or 'archive/**/adhd*'.")
  private List<String> patterns = List.of();

  @Option(
      names = {"--to", "--from"},
      paramLabel = "URL",
      description = {
        "The store: r2://bucket[/prefix], s3://bucket[/prefix] or file:/folder.",
        "Default: the bucket of .datawarp/sync.yaml."
      })
  private @Nullable String to;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The server that has the bucket; default: cloud.endpoint.")
  private @Nullable String endpoint;

  @Option(
      names = "--transfers",
      paramLabel = "N",
      description = "How many requests at once; default 4.")
  private @Nullable Integer transfers;

  @Option(
      names = "--bwlimit",
      paramLabel = "RATE",
      description = "The most that travels in a second, such as 500k or 8M bytes.")
  private @Nullable String bandwidth;

  @Option(
      names = "--delete-local",
      description = {
        "Delete files here once their remote copies were read back as equal in this run;",
        "what is held or in use stays."
      })
  private boolean deleteLocal;

  @Option(names = "--full", description = "With verify: all objects.")
  private boolean full;

  @Option(
      names = "--sample",
      paramLabel = "P",
      description = "With verify: this part of all objects, the longest unread; default 5%%.")
  private @Nullable String sample;

  @Option(
      names = "--accept-loss",
      description = "With repair: speak no more of what was lost and is not here either.")
  private boolean acceptLoss;

  @Option(names = "--expire", description = "The same as the action expire.")
  private boolean expire;

  @Option(
      names = "--max-delete",
      paramLabel = "N",
      description = "With expire: delete up to so many; default 20, or a tenth if that is less.")
  private @Nullable Integer maxDelete;

  @Option(names = "--dry-run", description = "Show what would be done and stop.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public SyncCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (expire) {
      action = Action.EXPIRE;
    }
    requireFitting();
    SyncWorkflow sync = opened.sync();
    SyncPrinter printer = new SyncPrinter(console());
    try (ProgressLine progress = ProgressLine.ofBytes(console())) {
      return switch (action) {
        case RUN -> run(sync, progress, printer);
        case VERIFY ->
            shown(sync.verify(request("sync verify"), share(), progress), progress, printer);
        case REPAIR -> shown(repair(sync, progress), progress, printer);
        case PULL -> shown(sync.pull(request("sync pull"), patterns, progress), progress, printer);
        case EXPIRE -> shown(sync.expire(request("sync expire")), printer);
        case STATUS -> shown(sync.status(), printer);
      };
    }
  }

  private StoreRepairReport repair(SyncWorkflow sync, ProgressLine progress) {
    return sync.repair(
        request("sync repair"),
        acceptLoss ? LossHandling.ACCEPT : LossHandling.KEEP_TELLING,
        progress);
  }

  /** What retention policies send elsewhere goes first: it may be all there is to do. */
  private ExitCode run(SyncWorkflow sync, ProgressLine progress, SyncPrinter printer) {
    List<PolicyUploadReport> deliveries =
        dryRun ? List.of() : sync.cloud().sendForPolicies(progress);
    ExitCode delivered = status(deliveries);
    if (!deliveries.isEmpty() && to == null && !sync.cloud().hasStore()) {
      progress.erase();
      if (options().isJson()) {
        console()
            .json(Map.of("deliveries", deliveries.stream().map(PolicyUploadReport::json).toList()));
      } else {
        new PolicyUploadPrinter(console()).delivered(deliveries);
      }
      return delivered;
    }
    SyncReport report = sync.run(request("sync"), progress);
    ExitCode status = shown(report, deliveries, progress, printer);
    return worse(delivered, status);
  }

  private static ExitCode status(List<PolicyUploadReport> deliveries) {
    if (deliveries.stream().anyMatch(delivery -> !delivery.damaged().isEmpty())) {
      return ExitCode.STORAGE;
    }
    return deliveries.stream().allMatch(PolicyUploadReport::isSound)
        ? ExitCode.OK
        : ExitCode.PARTIAL;
  }

  /** Damage counts most, then what was not done. */
  private static ExitCode worse(ExitCode one, ExitCode two) {
    return one.status() > two.status() ? one : two;
  }

  private ExitCode shown(
      SyncReport report,
      List<PolicyUploadReport> deliveries,
      ProgressLine progress,
      SyncPrinter printer) {
    progress.erase();
    if (options().isJson()) {
      Map<String, @Nullable Object> map = report.json();
      map.put("deliveries", deliveries.stream().map(PolicyUploadReport::json).toList());
      console().json(map);
    } else {
      new PolicyUploadPrinter(console()).delivered(deliveries);
      if (report.isIdle()) {
        printer.idle(report.plan());
      } else if (dryRun) {
        printer.plan(report.plan());
        printer.toDo(report);
      } else {
        printer.plan(report.plan());
        printer.outcome(report);
      }
    }
    return !report.damaged().isEmpty()
        ? ExitCode.STORAGE
        : report.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private ExitCode shown(VerifyReport report, ProgressLine progress, SyncPrinter printer) {
    progress.erase();
    if (options().isJson()) {
      console().json(report.json());
    } else {
      printer.verified(report);
    }
    return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.STORAGE;
  }

  private ExitCode shown(StoreRepairReport report, ProgressLine progress, SyncPrinter printer) {
    progress.erase();
    if (options().isJson()) {
      console().json(report.json());
    } else {
      printer.repaired(report);
    }
    boolean isMended =
        report.lost().isEmpty() && (report.executed() || report.repaired().isEmpty());
    return isMended ? ExitCode.OK : ExitCode.STORAGE;
  }

  private ExitCode shown(PullReport report, ProgressLine progress, SyncPrinter printer) {
    progress.erase();
    if (options().isJson()) {
      console().json(report.json());
    } else {
      printer.pulled(report);
    }
    return report.failures().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private ExitCode shown(ExpiryPlan plan, SyncPrinter printer) {
    if (options().isJson()) {
      console().json(plan.json());
    } else {
      printer.expired(plan);
    }
    return ExitCode.OK;
  }

  private ExitCode shown(SyncStatus status, SyncPrinter printer) {
    if (options().isJson()) {
      console().json(status.json());
    } else {
      printer.status(status);
    }
    return status.isSound() ? ExitCode.OK : ExitCode.STORAGE;
  }

  private void requireFitting() {
    if (patterns.isEmpty() == (action == Action.PULL)) {
      throw new UsageException(
          action == Action.PULL ? "sync pull wants a PATTERN" : "a PATTERN goes with sync pull",
          "such as: datawarp sync pull 'parquet/**'");
    }
    if ((full || sample != null) && action != Action.VERIFY) {
      throw new UsageException("--full and --sample go with sync verify", "leave them out");
    }
    if (deleteLocal && action != Action.RUN) {
      throw new UsageException("--delete-local goes with sync itself", "leave it out");
    }
    if (maxDelete != null && action != Action.EXPIRE) {
      throw new UsageException("--max-delete goes with sync expire", "leave it out");
    }
    if (acceptLoss && action != Action.REPAIR) {
      throw new UsageException("--accept-loss goes with sync repair", "leave it out");
    }
    if (dryRun && action != Action.RUN && action != Action.EXPIRE && action != Action.REPAIR) {
      throw new UsageException(
          "--dry-run goes with sync itself, sync expire and sync repair", "leave it out");
    }
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

  private SyncRequest request(String command) {
    Set<SyncRequest.Option> set = EnumSet.noneOf(SyncRequest.Option.class);
    if (dryRun) {
      set.add(SyncRequest.Option.DRY_RUN);
    }
    if (deleteLocal) {
      set.add(SyncRequest.Option.DELETE_LOCAL);
    }
    return new SyncRequest(
        to, endpoint, transfers, rate(bandwidth), maxDelete, set, run.maxWait(), command);
  }

  private static @Nullable Long rate(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher matcher = RATE.matcher(text.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new UsageException(
          "--bwlimit " + text + " is not a rate", "write bytes a second, such as 500k or 8M");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "k" -> number * 1_000;
      case "m" -> number * 1_000_000;
      case "g" -> number * 1_000_000_000;
      default -> number;
    };
  }
}
