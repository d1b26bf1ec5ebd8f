package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.NotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalOptionsTest {
  private final List<GlobalOptions> given = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--workspace X --db-url U --ca-bundle C --json list",
        "list --workspace X --db-url U --ca-bundle C --json",
        "--workspace=X --db-url=U list --ca-bundle C --json",
        "--json --workspace A list --workspace X --ca-bundle C --db-url U",
      })
  void globalOptionsStandBeforeAndBehindTheCommand(String line) {
    CommandRun run = run(line.split(" "));

    assertThat(run.status()).as(run.err()).isEqualTo(10);
    assertThat(run.out()).contains("\"NOT_FOUND\"");
    assertThat(given.get(0).workspace()).isEqualTo(Path.of("X"));
    assertThat(given.get(0).databaseUrl()).isEqualTo("U");
    assertThat(given.get(0).caBundle()).isEqualTo(Path.of("C"));
    assertThat(given.get(0).isJson()).isTrue();
  }

  @Test
  void aValueThatIsACommandsNameIsAValue() {
    CommandRun run = run("--workspace", "status", "list");

    assertThat(run.status()).as(run.err()).isEqualTo(10);
    assertThat(given.get(0).workspace()).isEqualTo(Path.of("status"));
  }

  @Test
  void theRootsHelpListsEveryCommandWhateverStandsBehindIt() {
    assertThat(CommandRun.of("--help", "list").out()).isEqualTo(CommandRun.of("--help").out());
    assertThat(CommandRun.of("--workspace", "X", "--help").out())
        .isEqualTo(CommandRun.of("--help").out());
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(
        options -> {
          given.add(options);
          throw new NotFoundException("nothing here", null);
        },
        arguments);
  }
}
