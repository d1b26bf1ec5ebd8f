package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run.log | [0-9T:.-]{23}Z DEBUG x - step 1",
        "run.jsonl | \\{\"time\" ?: ?\"[0-9T:.-]+Z\".*\"message\" ?: ?\"step 1.*\"trace\" ?: ?null *}"
      })
  void aLogFileHasEveryStep(String name, String line, @TempDir Path folder) throws IOException {
    Path file = folder.resolve(name);
    Logging.begin(false, file);
    try {
      LoggerFactory.getLogger("org.datawarp.x").debug("step {}", 1);
    } finally {
      Logging.begin(false, null);
    }
    LoggerFactory.getLogger("org.datawarp.x").debug("not any more");

    assertThat(Files.readAllLines(file)).singleElement(STRING).matches(line);
  }

  @Test
  void aLogThatCannotBeWrittenIsTold() {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    Logging.begin(false, full);
    try {
      LoggerFactory.getLogger("org.datawarp.x").debug("step 1");
      LoggerFactory.getLogger("org.datawarp.x").debug("step 2");
    } finally {
      Logging.begin(false, null);
    }

    assertThat(Logging.takeFailure())
        .contains("the log file /dev/full cannot be written: No space left on device");
    assertThat(Logging.takeFailure()).isEmpty();
  }

  @Test
  void aLogLineShowsControlsAndIsOneLine() {
    LoggerContext context = new LoggerContext();
    Logging logging = new Logging();
    logging.setContext(context);
    logging.configure(context);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var appender = (OutputStreamAppender<ILoggingEvent>) root.iteratorForAppenders().next();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("org.datawarp.Test"),
            Level.WARN,
            "sheet {}\n12:00 ERROR forged",
            new IOException("because \u009b2J"),
            new Object[] {"\u001b[2J\u202e"});

    String text = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);

    assertThat(text.lines().findFirst().orElse(""))
        .endsWith("warning: sheet \\x1b[2J\\u202e 12:00 ERROR forged");
    assertThat(text).contains("because \\x9b2J").doesNotContain("\u001b", "\u009b");
  }
}
