package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The completion of a command line for the shell fish, which picocli has none for. */
public final class FishCompletion {
  private static final String HEAD =
      """
      # Completions of datawarp for fish; made by 'datawarp completion fish'.
      function __datawarp_words
          set -l words (commandline -opc)
          set -e words[1]
          for word in $words
              string match -qv -- '-*' $word; and echo $word
          end
      end
      function __datawarp_at
          set -l words (__datawarp_words)
          test "$words[1..$(count $argv)]" = "$argv"
      end
      function __datawarp_begins
          set -l words (__datawarp_words)
          test (count $words) -eq (count $argv); and test "$words" = "$argv"
      end
      function __datawarp_sources
          set -l folder "$DATAWARP_HOME"
          if test -z "$folder"
              set folder $PWD
              while test "$folder" != /; and not test -d "$folder/.datawarp"
                  set folder (dirname -- $folder)
              end
          end
          %s
      end
      """;

  private FishCompletion() {}

  /** Returns the script for a command line with all its commands and actions. */
  public static String of(CommandLine whole) {
    List<String> lines = new ArrayList<>();
    add(whole, "", lines);
    String name = whole.getCommandSpec().name();
    for (String command : SourceArguments.commands(whole)) {
      lines.add(
          "complete -c "
              + name
              + " -f -n '__datawarp_at "
              + command
              + "' -a '(__datawarp_sources)' -d 'source or manifest'");
    }
    return HEAD.formatted(SourceArguments.NAMES) + String.join("\n", lines) + "\n";
  }

  private static void add(CommandLine line, String path, List<String> out) {
    String name = line.getCommandSpec().root().name();
    for (OptionSpec option : line.getCommandSpec().options()) {
      if (!option.hidden() && !option.inherited()) {
        out.add(option(name, path, option));
      }
    }
    line.getSubcommands()
        .forEach(
            (sub, command) -> {
              String at = path.isEmpty() ? "__datawarp_begins" : "__datawarp_begins " + path;
              if (!sub.startsWith("-")) {
                out.add(
                    "complete -c "
                        + name
                        + " -f -n '"
                        + at
                        + "' -a "
                        + sub
                        + " -d "
                        + quoted(CommandSummary.of(command.getCommandSpec())));
                add(command, path.isEmpty() ? sub : path + " " + sub, out);
              }
            });
  }

  private static String option(String name, String path, OptionSpec option) {
    StringBuilder line = new StringBuilder("complete -c " + name);
    if (!path.isEmpty()) {
      line.append(" -n '__datawarp_at ").append(path).append('\'');
    }
    for (String form : option.names()) {
      line.append(form.startsWith("--") ? " -l " + form.substring(2) : " -s " + form.substring(1));
    }
    if (option.arity().max() > 0) {
      line.append(" -r");
      line.append(values(option));
    }
    String[] description = option.description();
    if (description.length > 0) {
      line.append(" -d ")
          .append(quoted(CommandSummary.firstSentence(String.join(" ", description))));
    }
    return line.toString();
  }

  private static String values(OptionSpec option) {
    Iterable<String> candidates = option.completionCandidates();
    if (candidates == null) {
      return "";
    }
    StringJoiner values = new StringJoiner(" ", " -f -a '", "'");
    candidates.forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
    return values.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
