package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Every command line in the code blocks of the documents has commands and options that exist. */
class DocumentedLinesTest {
  /** Where another command begins. */
  private static final Pattern NEXT = Pattern.compile("&&|\\|\\||;|\\||\\$\\(|\\)\"");

  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");
  private static final Pattern PROGRAM = Pattern.compile("(\\S*/)?datawarp");

  @Test
  void everyLineOfTheDocumentsIsUnderstood() throws IOException {
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    for (Path document : documents()) {
      for (List<String> words : commands(document)) {
        lines++;
        refusal(words)
            .ifPresent(
                reason ->
                    wrong.add(document + ": datawarp " + String.join(" ", words) + ": " + reason));
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(lines).isGreaterThan(150);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), files)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.endsWith("changelog.md"))
          .sorted()
          .toList();
    }
  }

  private static List<List<String>> commands(Path document) throws IOException {
    List<List<String>> all = new ArrayList<>();
    boolean isCode = false;
    for (String line : Files.readString(document).replace("\\\n", " ").split("\n")) {
      if (line.startsWith("```")) {
        isCode = !isCode;
      } else if (isCode) {
        for (String part : NEXT.split(line.replaceFirst("^\\$ |^ExecStart=", ""))) {
          command(part).ifPresent(all::add);
        }
      }
    }
    return all;
  }

  /** What stands after a wide gap, or a number sign, explains the line. */
  private static Optional<List<String>> command(String line) {
    List<String> words = new ArrayList<>();
    boolean isCommand = false;
    int end = 0;
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      String text = word.group();
      if (!isCommand) {
        if (PROGRAM.matcher(text).matches()) {
          isCommand = true;
        } else if (!isBeforeCommand(text)) {
          return Optional.empty();
        }
      } else if (word.start() - end > 1 || text.startsWith("#") || text.matches("\\d?>.*|<.*")) {
        break;
      } else {
        words.add(text.replaceAll("^['\"]|['\"]$", ""));
      }
      end = word.end();
    }
    return words.isEmpty() || words.contains("…") ? Optional.empty() : Optional.of(words);
  }

  /** The times of a cron line, its day names, and variables that are set for the command. */
  private static boolean isBeforeCommand(String word) {
    return word.matches("[\\d*/,-]+|[A-Z_]+=\\S*|\\$|[!{]");
  }

  private static Optional<String> refusal(List<String> words) {
    CommandLine asked = CommandModel.tree().asked(words.toArray(String[]::new));
    try {
      asked.parseArgs(ArgumentOrder.actionFirst(asked, words.toArray(String[]::new)));
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
