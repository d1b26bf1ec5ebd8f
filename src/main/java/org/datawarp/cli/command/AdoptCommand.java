package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.adopt.EstateAudit;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code datawarp adopt}. */
@CommandLine.Command(
    description = {
      "Shows what an estate of the Python version holds: its database and its files.",
      "It reads only."
    },
    footer = {
      "  datawarp adopt --audit --workspace /data/nhs --db-url postgresql://analyst@db/nhs",
      "  datawarp adopt --audit --json"
    })
public final class AdoptCommand extends Command {
  @Option(
      names = "--audit",
      required = true,
      description = "Count what is there and what has lost its owner.")
  private boolean audit;

  public AdoptCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    EstateAudit found = opened.adopt().audit();
    if (options().isJson()) {
      console().json(found.json());
      return ExitCode.OK;
    }
    console().print("folder     " + found.root());
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
