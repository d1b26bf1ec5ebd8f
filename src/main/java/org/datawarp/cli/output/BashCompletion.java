package org.datawarp.cli.output;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * The completion of a command line for bash, and for zsh with what it has for scripts of bash:
 * picocli's, and the names of sources behind it.
 */
public final class BashCompletion {
  private static final String VALUES = "_args=(";

  private static final String SOURCES =
      """
      # Lists the names of sources and manifests of the workspace, from its files.
      function _datawarp_sources() {
        local folder="${DATAWARP_HOME-}" i
        for ((i = 1; i < COMP_CWORD; i++)); do
          [[ "${COMP_WORDS[i]}" == --workspace ]] && folder="${COMP_WORDS[i+1]}"
          [[ "$folder" == = ]] && folder="${COMP_WORDS[i+2]}"
        done
        if [[ -z "$folder" ]]; then
          folder="$PWD"
          while [[ -n "$folder" && ! -d "$folder/.datawarp" ]]; do folder="${folder%%/*}"; done
        fi
        %s
      }

      # Completes as picocli's function does, and a source where that finds nothing and one is meant.
      function _datawarp_with_sources() {
        _complete_datawarp "$@"
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"
        [[ ${#COMPREPLY[@]} -gt 0 || "$word" == -* ]] && return
        case "$before" in
          %s) return ;;
        esac
        case "${COMP_WORDS[1]} ${COMP_WORDS[2]} " in
          %s) ;;
          *) return ;;
        esac
        local IFS=$'\\n'
        COMPREPLY=( $(compgen -W "$(_datawarp_sources)" -- "$word") )
      }

      complete -F _datawarp_with_sources -o default datawarp
      """;

  private BashCompletion() {}

  /** Returns the script for a command line with all its commands and actions. */
  public static String of(CommandLine whole) {
    String script =
        AutoComplete.bash("datawarp", whole)
            .lines()
            .map(BashCompletion::withSmallValues)
            .collect(Collectors.joining("\n", "", "\n"));
    List<String> commands =
        SourceArguments.commands(whole).stream().map(command -> '"' + command + " \"*").toList();
    return script
        + "\n"
        + SOURCES.formatted(
            SourceArguments.NAMES.replace("$folder/", "\"$folder\"/"),
            String.join(" | ", SourceArguments.optionsWithValue(whole)),
            String.join(" | ", commands));
  }

  /** Values are documented in small letters; of an enum picocli takes the constants' names. */
  private static String withSmallValues(String line) {
    int values = line.indexOf(VALUES);
    return values < 0
        ? line
        : line.substring(0, values) + line.substring(values).toLowerCase(Locale.ROOT);
  }
}
