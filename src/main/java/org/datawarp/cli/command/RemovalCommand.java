package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.RemovePrinter;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.remove.RemoveRequest;
import org.datawarp.workflow.remove.RemoveWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command after which sources are gone, now or in a while. */
abstract class RemovalCommand extends Command {
  private final String name;
  private final String participle;

  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description =
          "Names of manifests, codes of sources, or globs. All of a canonical source goes by its code"
              + " alone; a manifest's name means its periods of it.")
  private List<String> selectors = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only show what would go.")
  private boolean dryRun;

  @Option(
      names = "--max-delete",
      paramLabel = "N",
      description = "Let up to N go; without it at most 20.")
  private @Nullable Integer maxDelete;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  /**
   * Makes the command.
   *
   * @param name its name, as other people are told of it
   * @param participle what the sources are afterwards
   */
  RemovalCommand(CommandContext context, String name, String participle) {
    super(context);
    this.name = name;
    this.participle = participle;
  }

  abstract RemovePlan plan(RemoveWorkflow workflow, RemoveRequest request);

  abstract RemoveReport execute(
      RemoveWorkflow workflow, RemoveRequest request, RunListener listener);

  @Override
  final ExitCode run(Workflows opened) {
    RemoveRequest request =
        new RemoveRequest(
            selectors, maxDelete, name + " " + String.join(" ", selectors), run.maxWait());
    RemovePrinter printer = new RemovePrinter(console());
    if (dryRun) {
      RemovePlan plan = plan(opened.remove(), request);
      print(() -> plan, () -> printer.print(plan, "would be " + participle));
      return ExitCode.OK;
    }
    RemoveReport report;
    try (ProgressLine progress = new ProgressLine(console())) {
      report = execute(opened.remove(), request, progress);
    }
    print(() -> report, () -> printer.print(report, participle));
    return report.left().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }
}
