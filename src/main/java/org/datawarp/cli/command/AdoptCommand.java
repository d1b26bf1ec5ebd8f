package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.AdoptPrinter;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.adopt.AdoptionPlan;
import org.datawarp.workflow.adopt.AdoptionReport;
import org.datawarp.workflow.adopt.EstateAudit;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datawarp adopt}. */
@CommandLine.Command(
    description = {
      "Takes over an estate of the Python version (2.1) in place: its database and its files.",
      "No rows are moved or rewritten, and 'datawarp undo' takes it back."
    },
    footer = {
      "  datawarp adopt --audit --workspace /data/nhs --db-url postgresql://analyst@db/nhs",
      "  datawarp adopt --dry-run                  what would become of each thing, and why",
      "  datawarp adopt"
    })
public final class AdoptCommand extends Command {
  @Option(names = "--audit", description = "Only count what is there and what has lost its owner.")
  private boolean audit;

  @Option(names = "--dry-run", description = "Only show what would become of each thing, and why.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();

  public AdoptCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (audit && dryRun) {
      throw new UsageException("--audit and --dry-run are two things", "give one of them");
    }
    if (audit) {
      return audit(opened);
    }
    AdoptPrinter printer = new AdoptPrinter(console());
    if (dryRun) {
      AdoptionPlan plan = opened.adopt().plan();
      print(() -> plan, () -> printer.plan(plan));
      return plan.refusals().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }
    try (ProgressLine progress = new ProgressLine(console())) {
      AdoptionReport report = opened.adopt().adopt("adopt", run.maxWait(), progress);
      print(() -> report, () -> printer.report(report));
    }
    return ExitCode.OK;
  }

  private ExitCode audit(Workflows opened) {
    EstateAudit found = opened.adopt().audit();
    if (options().isJson()) {
      console().json(found);
      return ExitCode.OK;
    }
    console().print("folder     " + found.workspace());
    console().print("database   " + found.databaseState());
    if (found.isEmpty()) {
      console().print("nothing of the Python version was found");
      return ExitCode.OK;
    }
    counts(found.databaseCounts());
    manifests(found);
    counts(found.fileCounts());
    console().print("nothing was changed");
    return ExitCode.OK;
  }

  private void manifests(EstateAudit found) {
    if (found.manifests().isEmpty()) {
      return;
    }
    console().print("");
    List<List<String>> rows = new ArrayList<>();
    found
        .manifests()
        .forEach(
            (folder, kinds) ->
                kinds.forEach(
                    (kind, number) ->
                        rows.add(
                            List.of(
                                "manifests/" + folder,
                                kind.name().toLowerCase(Locale.ROOT),
                                Format.count(number.longValue())))));
    console().table(List.of("folder", "kind", "manifests"), rows);
  }

  private void counts(List<EstateAudit.Count> counts) {
    if (counts.isEmpty()) {
      return;
    }
    console().print("");
    for (EstateAudit.Count count : counts) {
      console().print("%-34s %6s".formatted(count.what(), Format.count(count.number())));
      count.names().forEach(name -> console().print("  " + name));
    }
  }
}
