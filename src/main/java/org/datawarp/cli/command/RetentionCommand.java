package org.datawarp.cli.command;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ArchivePrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.RetentionPrinter;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.archive.ArchiveReport;
import org.datawarp.workflow.archive.ArchiveRequest;
import org.datawarp.workflow.retention.PolicyLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp retention}. */
@CommandLine.Command(
    description = {
      "Says how much of each publication is kept.",
      "A source is kept while it is among the newest periods of its table or was used within its",
      "days; without a policy for ever. The newest issue of a publication always stays."
    },
    footer = {
      "  datawarp retention set 'adhd_*' --periods 12 --days 365",
      "  datawarp retention set '*' --periods 24 --days 730 --archive-to r2://nhs-archive/old",
      "  datawarp retention explain 'adhd_*' --at 2027-01-01",
      "  datawarp retention apply --dry-run",
      "  datawarp retention apply"
    })
public final class RetentionCommand extends ActionGroup {
  private static final String SOURCE =
      "A manifest's name, a source's code, a glob, or ~ and a regular expression.";

  /** Makes the command with its actions. */
  public RetentionCommand(CommandContext context) {
    super(
        new SetPolicy(context),
        new ListPolicies(context),
        new Remove(context),
        new Explain(context),
        new Apply(context));
  }

  /** {@code datawarp retention set}. */
  @CommandLine.Command(
      name = "set",
      description = "Sets a policy for sources, over the one of the same pattern.",
      footer = {
        "  datawarp retention set 'adhd_*' --periods 12 --days 365",
        "  datawarp retention set '*' --periods 24 --days 730 --archive-to r2://nhs-archive/old"
      })
  private static final class SetPolicy extends Command {
    @Parameters(paramLabel = "SOURCE", description = SOURCE)
    private String source = "";

    @Option(
        names = "--periods",
        paramLabel = "N",
        description = "Keep the N newest periods of each table; default: ${DEFAULT-VALUE}.")
    private int periods = 12;

    @Option(
        names = "--days",
        paramLabel = "N",
        description = "Keep N days after the last load or check; default: ${DEFAULT-VALUE}.")
    private int days = 365;

    @Option(
        names = "--archive-to",
        paramLabel = "URL",
        description = {
          "Send what expires on to r2://bucket/prefix, s3://bucket/prefix or file:/folder; each",
          "file is read back there and compared."
        })
    private @Nullable String archiveTo;

    @Option(
        names = "--delete-after-archive",
        description = {
          "Delete the rows from PostgreSQL once the archived file was compared with them, and with",
          "--archive-to the files in archive/ once the store's copies were."
        })
    private boolean deletes;

    @Option(names = "--disable", description = "Keep the policy, but let it not count.")
    private boolean disabled;

    @Mixin private DatabaseOption database = new DatabaseOption();

    SetPolicy(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      PolicyLine line =
          opened
              .retention()
              .set(new PolicyLine(source, periods, days, archiveTo, deletes, !disabled, 0));
      print(line::json, () -> new RetentionPrinter(console()).policy(line));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp retention list}. */
  @CommandLine.Command(
      name = "list",
      description = "Lists the policies, disabled ones too.",
      footer = "  datawarp retention list")
  private static final class ListPolicies extends Command {
    ListPolicies(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      List<PolicyLine> policies = opened.retention().list();
      print(
          () -> Map.of("policies", policies.stream().map(PolicyLine::json).toList()),
          () -> new RetentionPrinter(console()).policies(policies));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp retention remove}. */
  @CommandLine.Command(
      name = "remove",
      description = "Removes the policy of exactly SOURCE.",
      footer = "  datawarp retention remove 'adhd_*'")
  private static final class Remove extends Command {
    @Parameters(paramLabel = "SOURCE", description = "The pattern, as it was set.")
    private String source = "";

    @Mixin private DatabaseOption database = new DatabaseOption();

    Remove(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      opened.retention().remove(source);
      print(
          () -> Map.of("removed", source),
          () -> console().print("the policy " + source + " is removed"));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp retention explain}. */
  @CommandLine.Command(
      name = "explain",
      description = "Tells what is kept and what goes, and why.",
      footer = {
        "  datawarp retention explain 'adhd_*'",
        "  datawarp retention explain 'adhd_*' --at 2027-01-01"
      })
  private static final class Explain extends Command {
    @Parameters(paramLabel = "SOURCE", description = SOURCE)
    private String source = "";

    @Option(
        names = "--at",
        paramLabel = "DATE",
        description = "On that day, past or to come, such as 2027-01-01.")
    private @Nullable String at;

    Explain(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      List<RetentionVerdict> verdicts = opened.retention().explain(source, Moments.parse(at));
      print(
          () -> Map.of("units", verdicts.stream().map(RetentionVerdict::json).toList()),
          () -> new RetentionPrinter(console()).verdicts(verdicts));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp retention apply}. */
  @CommandLine.Command(
      name = "apply",
      description = "Archives what the policies let go.",
      footer = {"  datawarp retention apply --dry-run", "  datawarp retention apply 'adhd_*'"})
  private static final class Apply extends Command {
    @Parameters(arity = "0..1", paramLabel = "SOURCE", description = SOURCE + " Default: all.")
    private @Nullable String source;

    @Option(names = "--dry-run", description = "Show what would be done and stop.")
    private boolean dryRun;

    @Mixin private ArchiveOptions limits = new ArchiveOptions();
    @Mixin private RunOptions run = new RunOptions();
    @Mixin private DatabaseOption database = new DatabaseOption();

    Apply(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      ArchiveRequest request =
          new ArchiveRequest(
              source == null ? List.of() : List.of(SourcePattern.parse(source)),
              null,
              Set.of(),
              limits.minAge(),
              limits.maxDelete(),
              run.maxWait(),
              "retention apply" + (source == null ? "" : " " + source));
      ArchivePrinter printer = new ArchivePrinter(console(), options());
      if (dryRun) {
        return printer.plan(opened.archive().planApply(request));
      }
      ArchiveReport report;
      try (ProgressLine progress = new ProgressLine(console())) {
        report = opened.archive().apply(request, progress);
      }
      return printer.report(report);
    }
  }
}
