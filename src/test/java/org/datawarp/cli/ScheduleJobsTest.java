package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.workflow.schedule.Job;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleJobsTest {
  /** Each comes to its work, whose first service fails here. */
  @ParameterizedTest
  @MethodSource("commands")
  void theCommandsOfJobsAreCommandsOfTheProgram(String line) {
    CommandRun run = CommandRun.of(() -> new StorageException("it ran", null), line.split(" "));

    assertThat(run.err()).contains("it ran");
    assertThat(run.status()).isEqualTo(16);
  }

  static Stream<String> commands() {
    return Stream.of(Job.values())
        .flatMap(job -> job.commands().stream())
        .map(words -> String.join(" ", words));
  }
}
