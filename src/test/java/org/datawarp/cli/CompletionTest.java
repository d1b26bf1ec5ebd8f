package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {
  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void theScriptOfBashServesZshToo(String shell) {
    CommandRun run = CommandRun.of("completion", shell);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("-F _complete_datawarp", "load-batch", "--workspace");
  }

  @Test
  void fishKnowsCommandsActionsAndTheirOptions() {
    CommandRun run = CommandRun.of("completion", "fish");

    assertThat(run.out().lines())
        .contains(
            "complete -c datawarp -f -n '__datawarp_begins' -a list -d 'Lists the sources of the"
                + " workspace, and drafts that wait for a load.'",
            "complete -c datawarp -n '__datawarp_at list' -l sort -r -d 'What to sort by: rows, size"
                + " and loaded with the greatest first.'")
        .anyMatch(
            line -> line.startsWith("complete -c datawarp -f -n '__datawarp_begins backup' -a"));
  }

  @Test
  void anotherShellIsRefused() {
    assertThat(CommandRun.of("completion", "tcsh").err())
        .contains("'tcsh' is not one of bash, zsh, fish");
  }
}
