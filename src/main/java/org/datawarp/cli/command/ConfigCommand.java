package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.admin.SetupWorkflow;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp config}. */
@CommandLine.Command(
    description = "Shows the configuration in force.",
    footer = {"  datawarp config show", "  datawarp config show --origin"})
public final class ConfigCommand extends Command {
  /** What can be done with a configuration. */
  enum Action {
    /** Show it. */
    SHOW
  }

  @Parameters(paramLabel = "show", description = "Show every key and its value.")
  private Action action = Action.SHOW;

  @Option(names = "--origin", description = "Say where each value came from.")
  private boolean origin;

  public ConfigCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    return switch (action) {
      case SHOW -> show(opened.setup().settings());
    };
  }

  private ExitCode show(List<SetupWorkflow.SettingLine> settings) {
    if (options().isJson()) {
      List<Map<String, Object>> list = new ArrayList<>();
      for (SetupWorkflow.SettingLine setting : settings) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("key", setting.key());
        map.put("value", setting.value());
        map.put("origin", setting.origin());
        list.add(map);
      }
      console().json(Map.of("settings", list));
      return ExitCode.OK;
    }
    console()
        .table(
            origin ? List.of("key", "value", "origin") : List.of("key", "value"),
            settings.stream()
                .map(
                    setting ->
                        origin
                            ? List.of(setting.key(), Format.text(setting.value()), setting.origin())
                            : List.of(setting.key(), Format.text(setting.value())))
                .toList());
    return ExitCode.OK;
  }
}
