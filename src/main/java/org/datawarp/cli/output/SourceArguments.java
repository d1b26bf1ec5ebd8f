package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/**
 * Which commands take the name of a source or manifest, and how a shell lists these names: from the
 * files of the workspace, since starting the program for every key would be too slow.
 */
final class SourceArguments {
  private static final Set<String> LABELS =
      Set.of("SOURCE", "GLOB", "MANIFEST", "PUBLICATION", "OLD", "A", "B");

  /** Reads what {@code ls -p} lists; a folder in output/current is a canonical source. */
  static final String NAMES =
      "command ls -p -- $folder/manifests/active $folder/manifests/pending $folder/output/current"
          + " 2>/dev/null | command sed -n -e '/^catalog[.]parquet$/d' -e '/:$/d'"
          + " -e 's/[.].*yaml$//p' -e 's/[.]parquet$//p' -e 's#/$##p' | command sort -u";

  private SourceArguments() {}

  /** Returns the commands with their actions, such as {@code hold add}, by name. */
  static List<String> commands(CommandLine whole) {
    Set<String> found = new TreeSet<>();
    collect(whole, "", found);
    return List.copyOf(found);
  }

  /** Returns the options that want a value, of any command. */
  static List<String> optionsWithValue(CommandLine whole) {
    Set<String> found = new TreeSet<>();
    collectOptions(whole, found);
    return new ArrayList<>(found);
  }

  private static void collect(CommandLine line, String path, Set<String> found) {
    boolean takesSources =
        line.getCommandSpec().positionalParameters().stream()
            .anyMatch(parameter -> LABELS.contains(parameter.paramLabel()));
    if (takesSources) {
      found.add(path);
    }
    line.getSubcommands()
        .forEach((name, sub) -> collect(sub, path.isEmpty() ? name : path + " " + name, found));
  }

  private static void collectOptions(CommandLine line, Set<String> found) {
    line.getCommandSpec().options().stream()
        .filter(option -> option.arity().max() > 0)
        .forEach(option -> found.addAll(List.of(option.names())));
    line.getSubcommands().values().forEach(sub -> collectOptions(sub, found));
  }
}
