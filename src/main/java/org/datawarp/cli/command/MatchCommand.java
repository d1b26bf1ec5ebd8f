package org.datawarp.cli.command;

import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.MatchPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.canonical.MatchReport;
import org.datawarp.workflow.canonical.MatchWorkflow;
import org.datawarp.workflow.canonical.MatchWorkflow.Accepted;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp match}. */
@CommandLine.Command(
    description = {
      "Shows which tables of issues are which canonical sources, how surely and why, and what"
          + " waits",
      "for a person: tables that may be one, columns that may be others under a new name."
    },
    footer = {
      "  datawarp match adhd                          all tables of a publication",
      "  datawarp match adhd_sep25 --accept adhd_sep25_ages",
      "  datawarp match adhd --accept adhd_sep25_ages=adhd_open_referrals_age",
      "  datawarp match adhd_ages --accept organisation_code=org_code"
    })
public final class MatchCommand extends Command {
  @Parameters(
      paramLabel = "SOURCE",
      description = "A manifest, a publication, a canonical source, or a glob.")
  private String source = "";

  @Option(
      names = "--accept",
      paramLabel = "WHAT",
      description = {
        "A table as proposed, TABLE=SOURCE for another source, or",
        "NEW_COLUMN=COLUMN; may be repeated. The next refresh takes it in."
      })
  private List<String> accepted = List.of();

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  /** Makes the command. */
  public MatchCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    MatchWorkflow match = opened.match();
    MatchReport report;
    if (accepted.isEmpty()) {
      requireUnset("--accept", "match alone changes nothing", "--wait", "--accept-database");
      report = match.show(source);
    } else {
      List<Accepted> all = accepted.stream().map(Accepted::parse).toList();
      String line = "match " + source + " --accept " + String.join(" --accept ", accepted);
      try (ProgressLine progress = new ProgressLine(console())) {
        report = match.accept(source, all, line, run.maxWait(), progress);
      }
    }
    if (options().isJson()) {
      console().json(report);
    } else {
      new MatchPrinter(console()).print(report);
    }
    return ExitCode.OK;
  }
}
