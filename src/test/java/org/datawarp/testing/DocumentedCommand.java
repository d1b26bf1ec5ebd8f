package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of a Markdown file.
 *
 * @param place file and line
 * @param command what is typed, several lines where it goes on
 * @param output what is written below it; empty where nothing is
 * @param isShown whether a reader sees it; what a comment says only makes ready
 */
public record DocumentedCommand(
    String place, String command, List<String> output, boolean isShown) {
  private static final String PROMPT = "$ ";
  private static final String FENCE = "```";
  private static final String HIDDEN = "<!-- run";
  private static final String NEXT = "<!-- run the next block -->";

  /** Copies the list. */
  public DocumentedCommand {
    output = List.copyOf(output);
  }

  /** Reads those that are to be run, in their order. */
  public static List<DocumentedCommand> read(Path file) {
    try {
      return read(file.getFileName().toString(), Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<DocumentedCommand> read(String name, List<String> lines) {
    List<DocumentedCommand> all = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      if (line.equals(FENCE + "console")) {
        int end = next(lines, at + 1, FENCE);
        all.addAll(session(name, lines, at + 1, end));
        at = end;
      } else if (line.equals(NEXT)) {
        int begin = next(lines, at + 1, FENCE + "sh") + 1;
        int end = next(lines, begin, FENCE);
        all.add(ready(name, begin, lines.subList(begin, end)));
        at = end;
      } else if (line.startsWith(HIDDEN)) {
        int end = next(lines, at + 1, "-->");
        all.add(ready(name, at, lines.subList(at + 1, end)));
        at = end;
      }
    }
    return all;
  }

  /** The program is built before. */
  private static DocumentedCommand ready(String name, int at, List<String> lines) {
    String command = String.join("\n", lines).replaceFirst("^\\./mvnw [^&]*&& ", "");
    return new DocumentedCommand(name + ":" + (at + 1), command, List.of(), false);
  }

  /** Reads a block; a line that is indented below a command goes on with it, up to its quote. */
  private static List<DocumentedCommand> session(
      String name, List<String> lines, int from, int end) {
    List<DocumentedCommand> all = new ArrayList<>();
    int at = from;
    while (at < end) {
      String place = name + ":" + (at + 1);
      String line = lines.get(at++);
      if (!line.startsWith(PROMPT)) {
        continue; // blank lines before a prompt
      }
      StringBuilder command = new StringBuilder(line.substring(PROMPT.length()));
      while (isOpen(command) && at < end) {
        command.append('\n').append(lines.get(at++));
      }
      List<String> output = new ArrayList<>();
      while (at < end && !lines.get(at).startsWith(PROMPT)) {
        output.add(lines.get(at++));
      }
      all.add(new DocumentedCommand(place, command.toString(), output, true));
    }
    return all;
  }

  private static boolean isOpen(CharSequence command) {
    return command.chars().filter(c -> c == '"').count() % 2 == 1;
  }

  private static int next(List<String> lines, int from, String end) {
    for (int at = from; at < lines.size(); at++) {
      if (lines.get(at).equals(end)) {
        return at;
      }
    }
    throw new IllegalStateException("no '" + end + "' after line " + from);
  }
}
