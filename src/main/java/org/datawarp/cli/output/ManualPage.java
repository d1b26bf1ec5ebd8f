package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.datawarp.model.error.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual pages of a command line, in the language of {@code man} (groff_man(7)). */
public final class ManualPage {
  private static final String NAME = "datawarp";

  private ManualPage() {}

  /**
   * Returns the pages, one for the program and one for each command.
   *
   * @param whole the command line with all its commands and actions
   * @param version the program's, for the foot of each page
   * @return the pages by their files' names
   */
  public static Map<String, String> all(CommandLine whole, String version) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(NAME + ".1", page(whole, version));
    whole
        .getSubcommands()
        .forEach((name, command) -> pages.put(NAME + "-" + name + ".1", page(command, version)));
    return pages;
  }

  private static String page(CommandLine line, String version) {
    CommandSpec spec = line.getCommandSpec();
    String name = spec.qualifiedName("-");
    List<String> out = new ArrayList<>();
    out.add(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted(version));
    out.add(".SH NAME");
    out.add(text(name) + " \\- " + text(CommandSummary.of(spec)));
    out.add(".SH SYNOPSIS");
    out.add(".B " + text(spec.qualifiedName()));
    out.add(text(synopsis(line)));
    out.add(".SH DESCRIPTION");
    out.add(text(String.join(" ", spec.usageMessage().description()).formatted()));
    arguments(spec, out);
    if (!line.getSubcommands().isEmpty()) {
      out.add(".SH " + (spec.parent() == null ? "COMMANDS" : "ACTIONS"));
      line.getSubcommands().forEach((sub, command) -> subcommand(spec, sub, command, out));
    }
    examples(spec, out);
    if (spec.parent() == null) {
      out.add(".SH EXIT STATUS");
      for (ExitCode code : ExitCode.values()) {
        entry(String.valueOf(code.status()), code.meaning(), out);
      }
    } else {
      out.add(".SH SEE ALSO");
      out.add(".BR " + NAME + " (1)");
    }
    return String.join("\n", out) + "\n";
  }

  private static String synopsis(CommandLine line) {
    StringBuilder text = new StringBuilder("[OPTIONS]");
    for (PositionalParamSpec parameter : line.getCommandSpec().positionalParameters()) {
      text.append(' ').append(label(parameter));
    }
    if (!line.getSubcommands().isEmpty()) {
      text.append(line.getCommandSpec().parent() == null ? " COMMAND" : " [ACTION]");
    }
    return text.toString();
  }

  private static String label(PositionalParamSpec parameter) {
    String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
    return parameter.required() ? label : "[" + label + "]";
  }

  private static void subcommand(
      CommandSpec parent, String name, CommandLine command, List<String> out) {
    CommandSpec spec = command.getCommandSpec();
    if (parent.parent() == null) {
      out.add(".TP");
      out.add(".BR " + NAME + "\\-" + text(name) + " (1)");
      out.add(text(CommandSummary.of(spec)));
      return;
    }
    out.add(".SS " + text(name));
    out.add(text(String.join(" ", spec.usageMessage().description()).formatted()));
    arguments(spec, out);
  }

  private static void arguments(CommandSpec spec, List<String> out) {
    List<ArgSpec> shown = new ArrayList<>();
    spec.positionalParameters().stream().filter(one -> !one.hidden()).forEach(shown::add);
    spec.options().stream()
        .filter(option -> !option.hidden() && (spec.parent() == null || !option.inherited()))
        .forEach(shown::add);
    boolean isAction = spec.parent() != null && spec.parent().parent() != null;
    if (!shown.isEmpty() && !isAction) {
      out.add(".SH OPTIONS");
    }
    for (ArgSpec one : shown) {
      String name =
          one instanceof OptionSpec option
              ? String.join(", ", option.names())
                  + (option.arity().max() > 0 ? " " + option.paramLabel() : "")
              : label((PositionalParamSpec) one);
      entry(name, String.join(" ", one.description()), out);
    }
    if (spec.parent() != null && !isAction) {
      out.add(".PP");
      out.add("The options of every command are in");
      out.add(".BR " + NAME + " (1).");
    }
  }

  private static void entry(String name, String description, List<String> out) {
    out.add(".TP");
    out.add("\\fB" + text(name) + "\\fR");
    out.add(text(description));
  }

  private static void examples(CommandSpec spec, List<String> out) {
    out.add(".SH EXAMPLES");
    out.add(".nf");
    for (String line : spec.usageMessage().footer()) {
      out.add(text(line.formatted()));
    }
    out.add(".fi");
  }

  private static String quoted(String text) {
    return '"' + text(text) + '"';
  }

  /** Returns a text as groff shows it, whatever line it stands on. */
  private static String text(String text) {
    String shown =
        text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq").replace("'", "\\(aq");
    StringBuilder ascii = new StringBuilder(shown.startsWith(".") ? "\\&" : "");
    shown
        .codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                ascii.appendCodePoint(c);
              } else {
                ascii.append(String.format(Locale.ROOT, "\\[u%04X]", c));
              }
            });
    return ascii.toString();
  }
}
