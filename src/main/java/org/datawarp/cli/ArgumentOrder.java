package org.datawarp.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Finds commands and actions among the words of a command line. Options may stand anywhere, so a
 * word is one only where it is neither an option nor the value of one: in {@code datawarp
 * --workspace list status} the command is {@code status}.
 */
final class ArgumentOrder {
  private ArgumentOrder() {}

  /** Finds the word that must name the command; empty where there is none. */
  static OptionalInt command(CommandLine root, String... words) {
    return firstWord(root, root.getCommandSpec().optionsMap(), 0, words);
  }

  /**
   * Puts the action right behind its command, so that the options between them are the action's:
   * picocli would take them for the command's.
   *
   * @param root the command line with the command and all its actions
   * @return the words in that order; as they were where no action is named
   */
  static String[] actionFirst(CommandLine root, String... words) {
    OptionalInt command = command(root, words);
    CommandLine group =
        command.isPresent() ? root.getSubcommands().get(words[command.getAsInt()]) : null;
    if (group == null) {
      return words;
    }
    int behind = command.getAsInt() + 1;
    OptionalInt action = firstWord(group, options(group), behind, words);
    if (action.isEmpty() || !group.getSubcommands().containsKey(words[action.getAsInt()])) {
      return words;
    }
    List<String> ordered = new ArrayList<>(Arrays.asList(words));
    ordered.add(behind, ordered.remove(action.getAsInt()));
    return ordered.toArray(new String[0]);
  }

  /** The options of a command and of its actions; a test sees that none has two meanings. */
  private static Map<String, OptionSpec> options(CommandLine group) {
    Map<String, OptionSpec> all = new HashMap<>(group.getCommandSpec().optionsMap());
    group
        .getSubcommands()
        .values()
        .forEach(action -> all.putAll(action.getCommandSpec().optionsMap()));
    return all;
  }

  private static OptionalInt firstWord(
      CommandLine line, Map<String, OptionSpec> options, int from, String... words) {
    for (int i = from; i < words.length; i++) {
      OptionSpec option = options.get(words[i]);
      if (option != null && option.usageHelp()) {
        return OptionalInt.empty(); // it asks for the help of what was named so far
      }
      if (option != null) {
        i += option.arity().max();
      } else if (!words[i].startsWith("-") || line.getSubcommands().containsKey(words[i])) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
