package org.datawarp.cli.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.restore.RestorePlan;
import org.datawarp.workflow.restore.RestorePlan.Left;
import org.datawarp.workflow.restore.RestorePlan.RestoreItem;
import org.datawarp.workflow.restore.RestoreReport;
import org.datawarp.workflow.restore.RestoreRequest;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp restore}. */
@CommandLine.Command(
    description = {
      "Brings a source back as it was: rows, Parquet file and manifest.",
      "It comes from the archive, from what refreshes replaced, from a file or from a store. What it",
      "replaces is kept among the versions."
    },
    footer = {
      "  datawarp restore adhd_aug25                     what was archived, or the current export",
      "  datawarp restore adhd_aug25 --as-of 2025-10-01",
      "  datawarp restore 'adhd_*' --dry-run",
      "  datawarp restore adhd_aug25 --from /backup/adhd_aug25.parquet",
      "  datawarp restore 'adhd_*' --from r2://nhs-archive",
      "  datawarp history adhd_aug25                     its versions, with their runs"
    })
public final class RestoreCommand extends Command {
  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Names of manifests, codes of sources, or globs.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "The version in use at the end of that day, such as 2025-10-01.")
  private @Nullable String asOf;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = {
        "What this run loaded; of one that loads nothing, such as an archive, what it kept. What is",
        "not kept any more is said to be so."
      })
  private @Nullable String runId;

  @Option(
      names = "--from",
      paramLabel = "PLACE",
      description = {
        "A Parquet file datawarp wrote; or a store that was synced to, such as",
        "r2://bucket/prefix, s3://bucket/prefix or file:/folder: what was archived last comes",
        "back to archive/, verified, and is restored from there."
      })
  private @Nullable String from;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "With --from s3://… or r2://…: the server; default: cloud.endpoint.")
  private @Nullable String endpoint;

  @Option(names = "--dry-run", description = "Show what would be done and stop.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public RestoreCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    RestoreRequest request =
        new RestoreRequest(
            sources.stream().map(SourcePattern::parse).toList(),
            choice(),
            run.maxWait(),
            "restore " + String.join(" ", sources),
            foreign.choice());
    RestoreReport report;
    if (dryRun) {
      Optional<RestoreReport> plan = opened.restore().plan(request);
      if (plan.isEmpty()) {
        empty();
        return ExitCode.OK;
      }
      report = plan.get();
    } else {
      try (ProgressLine progress = new ProgressLine(console())) {
        report = opened.restore().run(request, progress);
      }
    }
    return print(report);
  }

  private Choice choice() {
    int given = (asOf == null ? 0 : 1) + (runId == null ? 0 : 1) + (from == null ? 0 : 1);
    if (given > 1) {
      throw new UsageException(
          "--as-of, --run and --from each choose a version", "give one of them");
    }
    Instant moment = Moments.parse(asOf);
    if (moment != null) {
      return new Choice.AsOf(moment);
    }
    if (runId != null) {
      return Choice.ofRun(runId);
    }
    if (from == null && endpoint != null) {
      throw new UsageException("--endpoint goes with --from", "name the store with --from");
    }
    return from == null ? new Choice.Latest() : Choice.from(from, endpoint);
  }

  private void empty() {
    if (options().isJson()) {
      console().json(Map.of("items", List.of()));
    } else {
      console().print("nothing loaded here yet; 'datawarp refresh' does that");
    }
  }

  private ExitCode print(RestoreReport report) {
    RestorePlan plan = report.plan();
    boolean hasProblem = plan.left().stream().anyMatch(left -> left.kind() == Left.Kind.PROBLEM);
    ExitCode status =
        !hasProblem ? ExitCode.OK : plan.items().isEmpty() ? ExitCode.NOT_FOUND : ExitCode.PARTIAL;
    if (options().isJson()) {
      console().json(report.json());
      return status;
    }
    if (!report.fetched().isEmpty()) {
      console()
          .print(
              Format.plural(report.fetched().size(), "file")
                  + (dryRun ? " would come from " : " came from ")
                  + from
                  + (dryRun ? "" : ", each verified"));
    }
    if (report.run() == null && !plan.items().isEmpty()) {
      console()
          .table(
              List.of("source", "from", "place", "loaded", "rows now", "why"),
              plan.items().stream().map(RestoreCommand::row).toList());
    }
    report
        .results()
        .forEach(
            result ->
                console()
                    .print(
                        result.name()
                            + ": "
                            + Format.plural(result.rows(), "row")
                            + " from "
                            + result.file()
                            + (result.isTableCreated() ? " into a new table" : "")
                            + (result.keptAs() == null
                                ? ""
                                : "; the "
                                    + Format.plural(result.rowsReplaced(), "row")
                                    + " it had until now went to "
                                    + result.keptAs())));
    for (Left left : plan.left()) {
      if (left.kind() == Left.Kind.PROBLEM) {
        console().warn(left.source() + ": " + left.why());
      } else {
        console().print(left.source() + ": " + left.why());
      }
    }
    if (report.run() != null) {
      console().print("run " + report.run());
    } else if (dryRun && !plan.items().isEmpty()) {
      console().print(Format.plural(plan.items().size(), "source") + " would be restored");
    }
    return status;
  }

  private static List<String> row(RestoreItem item) {
    return List.of(
        item.name(),
        item.file(),
        item.place(),
        Format.time(item.loadedAt()),
        Format.count(item.rowsNow()),
        item.why());
  }
}
