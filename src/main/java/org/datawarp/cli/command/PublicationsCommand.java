package org.datawarp.cli.command;

import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.PublicationPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.publication.ProposedEntry;
import org.datawarp.workflow.publication.PublicationCheck;
import org.datawarp.workflow.publication.PublicationLine;
import org.datawarp.workflow.publication.PublicationsWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp publications}. */
@CommandLine.Command(
    description = "Shows, checks and registers the publications of the configuration.",
    footer = {
      "  datawarp publications list",
      "  datawarp publications check adhd",
      "  datawarp publications add https://digital.nhs.uk/…/mi-adhd --name adhd --write"
    })
public final class PublicationsCommand extends ActionGroup {
  /** Makes the command with its actions. */
  public PublicationsCommand(CommandContext context) {
    super(new ListAll(context), new Check(context), new Add(context));
  }

  /** {@code datawarp publications list}. */
  @CommandLine.Command(
      name = "list",
      description = "Lists the registered publications, what is here of them and what is due.",
      footer = "  datawarp publications list")
  private static final class ListAll extends Command {
    @Mixin private DatabaseOption database = new DatabaseOption();

    ListAll(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      List<PublicationLine> lines = opened.publications().list();
      print(
          () -> Map.of("publications", lines),
          () -> new PublicationPrinter(console()).lines(lines));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp publications check}. */
  @CommandLine.Command(
      name = "check",
      description =
          "Asks the publishers which issues are there, and says what the configuration has wrong.",
      footer = {"  datawarp publications check", "  datawarp publications check adhd rtt"})
  private static final class Check extends Command {
    @Parameters(
        paramLabel = "PUBLICATION",
        arity = "0..*",
        description = "The ones to check; default: all.")
    private List<String> publications = List.of();

    @Mixin private DatabaseOption database = new DatabaseOption();

    Check(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      List<PublicationCheck> checks = opened.publications().check(publications);
      print(
          () -> Map.of("publications", checks),
          () -> new PublicationPrinter(console()).checks(checks));
      return checks.stream().anyMatch(PublicationCheck::hasProblems)
          ? ExitCode.PARTIAL
          : ExitCode.OK;
    }
  }

  /** {@code datawarp publications add}. */
  @CommandLine.Command(
      name = "add",
      description =
          "Reads a page and proposes the entry that registers its publication; writes it with"
              + " --write.",
      footer = {
        "  datawarp publications add https://digital.nhs.uk/…/mi-adhd",
        "  datawarp publications add https://digital.nhs.uk/…/mi-adhd --name adhd --write"
      })
  private static final class Add extends Command {
    @Parameters(
        paramLabel = "URL",
        description = "The page that leads to the issues, the page of one issue, or a file.")
    private String url = "";

    @Option(
        names = "--name",
        paramLabel = "CODE",
        description = "The publication's code, such as adhd; default: made of the address.")
    private @Nullable String code;

    @Option(
        names = "--write",
        description = "Write the entry into .datawarp/config.yaml; else it is only shown.")
    private boolean write;

    Add(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      PublicationsWorkflow workflow = opened.publications();
      ProposedEntry proposed = workflow.propose(url, code);
      ProposedEntry entry = write ? workflow.write(proposed) : proposed;
      print(() -> entry, () -> new PublicationPrinter(console()).entry(entry));
      return ExitCode.OK;
    }
  }
}
