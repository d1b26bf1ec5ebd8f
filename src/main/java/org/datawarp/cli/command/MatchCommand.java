package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.MatchPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.canonical.MatchReport;
import org.datawarp.workflow.canonical.MatchWorkflow;
import org.datawarp.workflow.canonical.MatchWorkflow.Answer;
import org.datawarp.workflow.canonical.MatchWorkflow.Answered;
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
      "  datawarp match adhd --reject adhd_sep25_ages   it is another table",
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

  @Option(
      names = "--reject",
      paramLabel = "WHAT",
      description = {
        "A table or NEW_COLUMN=COLUMN that is not what is proposed; may be repeated. It is not",
        "proposed again; the next refresh makes such a table a source of its own."
      })
  private List<String> rejected = List.of();

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
    if (accepted.isEmpty() && rejected.isEmpty()) {
      requireUnset("--accept", "match alone changes nothing", "--wait", "--accept-database");
      report = match.show(source);
    } else {
      List<Answered> answers = new ArrayList<>();
      StringBuilder line = new StringBuilder("match ").append(source);
      accepted.forEach(what -> answers.add(Answered.parse(Answer.ACCEPT, what)));
      accepted.forEach(what -> line.append(" --accept ").append(what));
      rejected.forEach(what -> answers.add(Answered.parse(Answer.REJECT, what)));
      rejected.forEach(what -> line.append(" --reject ").append(what));
      try (ProgressLine progress = new ProgressLine(console())) {
        report = match.answer(source, answers, line.toString(), run.maxWait(), progress);
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
