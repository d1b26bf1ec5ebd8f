package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The launcher chooses Java's flags by the command, which it finds as the program does. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("src", "main", "launcher", "datawarp.sh");

  @Test
  void itPassesOverTheValuesOfGlobalOptions() throws IOException {
    Set<String> valued = new TreeSet<>();
    for (OptionSpec option : CommandModel.root().getCommandSpec().options()) {
      if (option.arity().max() > 0) {
        valued.addAll(List.of(option.names()));
      }
    }

    assertThat(words(Pattern.compile("([^\n]*)\\) value='value of '"))).isEqualTo(valued);
  }

  @Test
  void itKnowsNoCommandThatDoesNotExist() throws IOException {
    assertThat(CommandModel.commands())
        .containsAll(words(Pattern.compile("([^\n]*)\\)\n    flags=")))
        .containsAll(words(Pattern.compile("([^\n]*)\\) flags=[^\n]*MaxNewSize")));
  }

  private static Set<String> words(Pattern choice) throws IOException {
    Matcher found = choice.matcher(Files.readString(LAUNCHER));
    assertThat(found.find()).isTrue();
    Stream<String> words = Arrays.stream(found.group(1).split("\\|"));
    return new TreeSet<>(words.map(String::strip).toList());
  }
}
