package org.datawarp.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.cli.output.CommandSummary;
import org.datawarp.cli.output.WrappedText;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lays the help out in two columns. Lines are broken between words only: picocli breaks wherever
 * typography may, inside addresses and names of files too.
 */
final class HelpLayout {
  /** Where descriptions begin; below a name that reaches so far. */
  private static final int COLUMN = 26;

  private static final String INDENT = "  ";
  private static final String EXAMPLE = INDENT + "datawarp ";
  private static final String CONTINUED = " \\";

  private HelpLayout() {}

  /** Has a command line and all its subcommands print their help so. */
  static void install(CommandLine line) {
    Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
    sections.put(
        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
        help -> paragraph(help, help.commandSpec().usageMessage().description()));
    sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, HelpLayout::parameters);
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::commands);
    sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
    line.setHelpSectionMap(sections);
  }

  private static String parameters(Help help) {
    StringBuilder text = new StringBuilder();
    for (PositionalParamSpec parameter : help.commandSpec().positionalParameters()) {
      if (!parameter.hidden()) {
        Text[][] cells =
            help.createDefaultParameterRenderer()
                .render(parameter, help.parameterLabelRenderer(), help.colorScheme());
        text.append(entry(help, cells));
      }
    }
    return text.toString();
  }

  private static String options(Help help) {
    return help.commandSpec().options().stream()
        .filter(option -> !option.hidden())
        .sorted(Comparator.comparingInt(OptionSpec::order))
        .map(
            option ->
                help.createDefaultOptionRenderer()
                    .render(option, help.parameterLabelRenderer(), help.colorScheme()))
        .map(cells -> entry(help, cells))
        .collect(Collectors.joining());
  }

  /**
   * Lays out what picocli renders: in the first row marker, short name, comma, long name and the
   * first line of the description; in the others its further lines.
   */
  private static String entry(Help help, Text[][] cells) {
    Text[] first = cells[0];
    String shortName = first[1].plainString();
    String gap = shortName.isEmpty() ? "      " : INDENT;
    String plain = gap + shortName + first[2].plainString() + space(first) + first[3].plainString();
    String shown = gap + first[1] + first[2] + space(first) + first[3];
    String description =
        Arrays.stream(cells)
            .map(row -> row[row.length - 1].plainString())
            .collect(Collectors.joining(" "));
    return entry(help, COLUMN, plain, shown, description);
  }

  private static String space(Text[] cells) {
    return cells[2].plainString().isEmpty() ? "" : " ";
  }

  private static String entry(
      Help help, int column, String plain, String shown, String description) {
    List<String> lines = WrappedText.lines(description, width(help) - column);
    StringBuilder text = new StringBuilder(shown);
    String margin = " ".repeat(column);
    text.append(
        plain.length() + INDENT.length() > column
            ? System.lineSeparator() + margin
            : margin.substring(plain.length()));
    return text.append(String.join(System.lineSeparator() + margin, lines))
        .append(System.lineSeparator())
        .toString();
  }

  private static String commands(Help help) {
    StringBuilder text = new StringBuilder();
    int longest = help.subcommands().keySet().stream().mapToInt(String::length).max().orElse(0);
    help.subcommands()
        .forEach(
            (name, sub) -> {
              text.append(
                  entry(
                      help,
                      longest + 2 * INDENT.length(),
                      INDENT + name,
                      INDENT + help.colorScheme().commandText(name),
                      CommandSummary.of(sub.commandSpec())));
            });
    return text.toString();
  }

  private static String footer(Help help) {
    List<String> lines = new ArrayList<>();
    for (String line : help.commandSpec().usageMessage().footer()) {
      lines.addAll(footer(line.formatted(), width(help)));
    }
    return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
  }

  /** Breaks a line; an example goes on below as a shell reads it. */
  private static List<String> footer(String line, int width) {
    if (line.length() <= width) {
      return List.of(line);
    }
    if (!line.startsWith(EXAMPLE)) {
      return WrappedText.lines(line, width);
    }
    List<String> words =
        WrappedText.lines(line.strip(), width - 3 * INDENT.length() - CONTINUED.length());
    return List.of(
        INDENT + String.join(CONTINUED + System.lineSeparator() + INDENT.repeat(3), words));
  }

  private static String paragraph(Help help, String... texts) {
    return WrappedText.lines(String.join(" ", texts).formatted(), width(help)).stream()
        .map(line -> line + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static int width(Help help) {
    return help.commandSpec().usageMessage().width();
  }
}
