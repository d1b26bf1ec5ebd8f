package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

class ActionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backup list --keep 3          | backup list    | --keep goes with 'datawarp backup prune'; ",
        "backup --keep 3 list          | backup list    | --keep goes with 'datawarp backup prune'; ",
        "backup list --into=x          | backup list    | --into goes with 'datawarp backup restore'; ",
        "backup list --dry-run         | backup list    | --dry-run goes with 'datawarp backup prune'; ",
        "backup verify --wait 3s       | backup verify  | --wait goes with 'datawarp backup create', ",
        "sync status --to file:/x      | sync status    | --to goes with 'datawarp sync run', ",
        "sync --full                   | sync           | --full goes with 'datawarp sync verify'; ",
        "sync verify --delete-local    | sync verify    | --delete-local goes with 'datawarp sync run'; ",
        "sync --delete-local verify    | sync verify    | --delete-local goes with 'datawarp sync run'; ",
        "retention list --days 3       | retention list | --days goes with 'datawarp retention set'; ",
        "hold list --period 2025-08    | hold list      | --period goes with 'datawarp hold add', ",
        "db status --jdbc              | db status      | --jdbc goes with 'datawarp db url'; ",
        "config show --jdbc            | config show    | see ",
        "quarantine list --nope        | quarantine list | see ",
      })
  void anOptionOfAnotherActionIsRefusedByName(String line, String command, String hint) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err())
        .startsWith("error: Unknown option")
        .contains("hint:  " + hint)
        .endsWith("see 'datawarp " + command + " --help'" + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status --dry-run                           | --dry-run goes with --fix",
        "status --wait 3s                           | --wait goes with --fix",
        "status --accept-database                   | --accept-database goes with --fix",
        "export adhd --format csv --keep-aside      | --keep-aside goes with an export to its place in output/current",
        "export adhd --format xlsx --wait 3s        | --wait goes with an export to its place in output/current",
      })
  void anOptionThatWouldDoNothingIsRefused(String line, String error) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: " + error);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sync verify --to file:/x --full",
        "sync --to file:/x verify --full",
        "sync --to=file:/x --full verify",
        "sync --to file:/x VERIFY --full",
        "--workspace sync sync --to file:/x Verify --full",
        "--json sync --workspace verify --to file:/x verify --full",
      })
  void optionsBeforeAnActionAreTheActions(String line) {
    ParseResult action = parse(line.split(" ")).subcommand().subcommand();

    assertThat(action.commandSpec().name()).isEqualTo("verify");
    assertThat(action.<String>matchedOptionValue("--to", "")).isEqualTo("file:/x");
    assertThat(action.<Boolean>matchedOptionValue("--full", false)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "backup create --writer PG_DUMP,     --writer, pg_dump",
    "backup create --writer own,         --writer, own",
    "refresh a --type Metadata-Only,     --type,   metadata-only",
    "export a --format XLSX,             --format, xlsx",
    "convert a --format csv --markers Drop, --markers, drop",
  })
  void aChoiceIsOneOfItsWordsInAnyCase(String line, String option, String value) {
    ParseResult parsed = parse(line.split(" "));
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }

    assertThat(parsed.<Object>matchedOptionValue(option, ""))
        .asString()
        .isEqualToIgnoringCase(value);
  }

  @Test
  void theOlderFormOfExpireWorks() {
    ParseResult action = parse("sync", "--max-delete", "3", "--expire").subcommand().subcommand();

    assertThat(action.commandSpec().name()).isEqualTo("expire");
    assertThat(action.<Integer>matchedOptionValue("--max-delete", 0)).isEqualTo(3);
  }

  @Test
  void syncAloneSends() {
    ParseResult sync = parse("sync", "--to", "file:/verify", "--dry-run").subcommand();

    assertThat(sync.hasSubcommand()).isFalse();
    assertThat(sync.<String>matchedOptionValue("--to", "")).isEqualTo("file:/verify");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup", "retention", "hold", "db", "config", "quarantine"})
  void aCommandThatNeedsAnActionNamesThem(String command) {
    CommandRun run = CommandRun.of(command, "--json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines().findFirst().orElse(""))
        .isEqualTo("error: Missing action: one of " + String.join(", ", actions(command)));
    assertThat(run.err()).contains("hint:  see 'datawarp " + command + " --help'");
    assertThat(run.out()).contains("\"USAGE\"");
  }

  @ParameterizedTest
  @MethodSource("groups")
  void anOptionTakesAValueInAllActionsOrInNone(CommandLine group) {
    Map<String, Integer> values = new HashMap<>();
    for (CommandLine action : group.getSubcommands().values()) {
      for (OptionSpec option : action.getCommandSpec().options()) {
        assertThat(option.arity().isVariable()).isFalse();
        for (String name : option.names()) {
          int max = option.arity().max();
          assertThat(values.merge(name, max, Math::max)).as(name).isEqualTo(max);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xlsx", "parquet"})
  void whatATerminalCannotShowIsNotSentToIt(String format) {
    CommandRun run = CommandRun.onTerminal("export", "adhd_aug25", "-o", "-", "--format", format);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("error: a terminal cannot show " + format);
    assertThat(run.out()).isEmpty();
  }

  static List<CommandLine> groups() {
    return CommandModel.root().getSubcommands().values().stream()
        .filter(line -> !line.getSubcommands().isEmpty())
        .toList();
  }

  private static List<String> actions(String command) {
    return List.copyOf(CommandModel.root().getSubcommands().get(command).getSubcommands().keySet());
  }

  /** Parses as a run does, with no more than the words name. */
  private static ParseResult parse(String... words) {
    CommandLine asked = CommandModel.tree().asked(words);
    return asked.parseArgs(ArgumentOrder.actionFirst(asked, words));
  }
}
