package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.OutcomeUnknownException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorReporterTest {
  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsOneLineAHintAndItsCode(DatawarpException failure) {
    for (String command : List.of("list", "status", "history", "init")) {
      CommandRun run = CommandRun.of(() -> failure, command);

      assertThat(run)
          .isEqualTo(
              new CommandRun(
                  failure.exitCode().status(),
                  "",
                  lines("error: it failed on x", "hint:  do this")));
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureUnderJsonIsOneObjectToo(DatawarpException failure) {
    CommandRun run = CommandRun.of(() -> failure, "list", "--json");

    assertThat(run.status()).isEqualTo(failure.exitCode().status());
    assertThat(run.err()).isEqualTo(lines("error: it failed on x", "hint:  do this"));
    assertThat(run.out().lines().map(String::strip))
        .containsExactly(
            "{",
            "\"error\" : {",
            "\"code\" : " + failure.exitCode().status() + ",",
            "\"name\" : \"" + failure.exitCode() + "\",",
            "\"message\" : \"it failed on x\",",
            "\"hint\" : \"do this\"",
            "}",
            "}");
  }

  static List<DatawarpException> failures() {
    String message = "it failed\n  on x";
    IOException cause = new IOException("cause");
    return List.of(
        new UsageException(message, "do this"),
        new NotFoundException(message, "do this"),
        new LockedException(message, "do this"),
        new SourceUnavailableException(message, "do this", cause),
        new SourceUnreadableException(message, "do this"),
        new DataRejectedException(message, "do this"),
        new DatabaseException(message, "do this", cause),
        new StorageException(message, "do this", cause),
        new OutcomeUnknownException(message, "do this", cause),
        new RefusedException(message, "do this"));
  }

  @Test
  void whatFailedBesidesIsTold() {
    StorageException failure = new StorageException("first", null, new IOException());
    failure.addSuppressed(new IOException("second"));

    assertThat(CommandRun.of(() -> failure, "list").err())
        .isEqualTo(lines("  also: second", "error: first"));
  }

  @Test
  void aBugIsOneLineAndExitsWithOne() {
    CommandRun run = CommandRun.of(() -> new IllegalStateException("rows\nlost"), "list");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err())
        .startsWith("error: an unexpected failure: java.lang.IllegalStateException: rows lost (")
        .contains("hint:  this is a bug in Datawarp")
        .doesNotContain("\tat ");
  }

  @Test
  void errorsOfTheMachineAreReportedToo() {
    CommandRun memory = CommandRun.of(() -> new OutOfMemoryError("heap"), "list");
    CommandRun linkage = CommandRun.of(() -> new NoClassDefFoundError("x/Y"), "list");

    assertThat(memory.status()).isEqualTo(1);
    assertThat(memory.err()).startsWith("error: out of memory").contains("-Xmx2g");
    assertThat(linkage.status()).isEqualTo(1);
    assertThat(linkage.err().lines()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nope               | Unknown option: '--nope'                    | see 'datawarp --help'",
        "list --nope          | Unknown option: '--nope'                    | see 'datawarp list --help'",
        "list a b             | Unmatched argument at index 2: 'b'          | see 'datawarp list --help'",
        "refresh              | Missing required parameter: 'SOURCE'        | see 'datawarp refresh --help'",
        "refresh a --url      | Missing required parameter for option '--url' | see 'datawarp refresh",
        "refresh a --type x   | Invalid value for option '--type': 'x' is not one of full, partial, metadata-only | see 'datawarp refresh --help'",
        "refresh a --type partial | --type partial needs --table            | name the tables",
        "refresh a --table t --type full | --table goes with --type partial | leave one of them out",
        "refresh a --wait soon | --wait soon is not a time                  | write it as 30s, 10m or 2h",
        "refresh a --due --all-missing | --due and --all-missing do not go   | leave one of them out",
        "refresh a --due --url x | --url goes with one manifest             | leave it out",
        "export a --format doc | Invalid value for option '--format': 'doc' is not one of csv, parquet, xlsx | see 'datawarp export --help'",
        "backup create --writer me | Invalid value for option '--writer': 'me' is not one of auto, own, pg_dump | see 'datawarp backup create --help'",
        "export a -o x        | what x is to be is not said                 | add --format csv, xlsx or parquet",
        "export a --force     | --force goes with -o FILE                   | what stands in output/current",
        "export a -o - --force | --force goes with a file                   | standard output replaces nothing",
        "export a --bom       | --bom goes with --format csv                | the others say themselves",
        "extract x --force    | --force goes with -o                        | it says what becomes",
        "history --limit x    | Invalid value for option '--limit'          | see 'datawarp history",
        "history --limit 0    | --limit 0 is not a number of events         | use 1 or more",
        "db                   | Missing action: one of url, start, stop, status | see 'datawarp db --help'",
        "sync pull            | Missing required parameter: 'PATTERN'       | see 'datawarp sync pull --help'",
        "retention set        | Missing required parameter: 'SOURCE'        | see 'datawarp retention set --help'",
      })
  void wrongUseExitsWithTwo(String line, String message, String hint) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).startsWith("error: " + message).contains("hint:  " + hint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refrsh        | there is no 'datawarp refrsh'; did you mean 'refresh'? see 'datawarp --help'",
        "lsit --json   | there is no 'datawarp lsit'; did you mean 'list'? see 'datawarp --help'",
        "xyzzy         | there is no 'datawarp xyzzy'; see 'datawarp --help'",
        "db stp        | there is no 'datawarp db stp'; did you mean 'stop'? see 'datawarp db --help'",
      })
  void anUnknownCommandIsAnsweredInOneLine(String line, String message) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).isEqualTo(lines("error: " + message));
  }

  @Test
  void quietAndVerboseContradictEachOther() {
    assertThat(CommandRun.of("list", "-q", "-v").err())
        .startsWith("error: --quiet and --verbose contradict each other");
  }

  @Test
  void aLogFileThatCannotBeWrittenIsRefused() {
    CommandRun run = CommandRun.of("list", "--log-file", "/no/such/folder/x.log");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: the log file /no/such/folder/x.log cannot be written");
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }
}
