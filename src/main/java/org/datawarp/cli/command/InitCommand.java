package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.admin.SetupWorkflow;
import picocli.CommandLine;

/** {@code datawarp init}. */
@CommandLine.Command(
    description = "Sets a workspace up: folders, identity, configuration, .gitignore.",
    footer = {"  datawarp init", "  datawarp init --workspace /data/nhs"})
public final class InitCommand extends Command {
  public InitCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    SetupWorkflow setup = opened.setup();
    List<String> created = setup.create();
    if (options().isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("workspace", setup.root());
      map.put("created", created);
      console().json(map);
      return ExitCode.OK;
    }
    console()
        .print(
            created.isEmpty()
                ? "the workspace " + setup.root() + " was set up already"
                : "workspace " + setup.root());
    created.forEach(item -> console().print("  " + item));
    return ExitCode.OK;
  }
}
