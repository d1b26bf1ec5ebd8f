package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.admin.SetupWorkflow.SettingLine;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code datawarp config}. */
@CommandLine.Command(
    description = "Shows the configuration in force.",
    footer = {"  datawarp config show", "  datawarp config show --origin"})
public final class ConfigCommand extends ActionGroup {
  /** Makes the command with its action. */
  public ConfigCommand(CommandContext context) {
    super(new Show(context));
  }

  /** {@code datawarp config show}. */
  @CommandLine.Command(
      name = "show",
      description = "Shows every key and its value.",
      footer = {"  datawarp config show", "  datawarp config show --origin"})
  private static final class Show extends Command {
    @Option(names = "--origin", description = "Say where each value came from.")
    private boolean origin;

    Show(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      List<SettingLine> settings = opened.setup().settings();
      print(
          () -> Map.of("settings", settings.stream().map(Show::json).toList()),
          () ->
              console()
                  .table(
                      origin ? List.of("key", "value", "origin") : List.of("key", "value"),
                      settings.stream().map(this::row).toList()));
      return ExitCode.OK;
    }

    private List<String> row(SettingLine setting) {
      String value = Format.text(setting.value());
      return origin
          ? List.of(setting.key(), value, setting.origin())
          : List.of(setting.key(), value);
    }

    private static Map<String, Object> json(SettingLine setting) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("key", setting.key());
      map.put("value", setting.value());
      map.put("origin", setting.origin());
      return map;
    }
  }
}
