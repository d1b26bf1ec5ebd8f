package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.datawarp.testing.GoldenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
  @Test
  void theRootsHelpIsAsReviewed() {
    CommandRun run = CommandRun.of("--help");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    GoldenFile.check("help/datawarp.txt", run.out());
    assertThat(CommandRun.of().out()).isEqualTo(run.out());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandsHelpIsAsReviewed(String command) {
    CommandRun run = help(command, "--help");

    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    GoldenFile.check("help/" + command.replace(' ', '-') + ".txt", run.out());
    assertThat(help(command, "-h").out()).isEqualTo(run.out());
  }

  private static CommandRun help(String command, String option) {
    return CommandRun.of((command + " " + option).split(" "));
  }

  @Test
  void theVersionIsOneLine() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run).isEqualTo(new CommandRun(0, "datawarp 1.2.3" + System.lineSeparator(), ""));
  }

  static List<String> commands() {
    return CommandModel.commands();
  }
}
