package org.datawarp.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging on standard error: warnings always, every step with {@code --verbose}; every step and
 * what is told to a person in the file of {@code --log-file}. Set up by a class and not by XML,
 * which would cost every command its parser.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  /** As {@link Console#warn} prints. */
  private static final String WARNINGS =
      "%replace(%level){'WARN', 'warning'}: %replace(%msg){'[\r\n]+', ' '}%n";

  private static final String STEPS =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} - %replace(%msg){'[\r\n]+', ' '}%n";

  private static final String LINES =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX, UTC} %-5level %logger{0} -"
          + " %replace(%msg){'[\r\n]+', ' '}%n";

  private static volatile @Nullable Path file;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(console(context));
    Path written = file;
    if (written != null) {
      root.addAppender(file(context, written));
    }
    for (String name : List.of(Logger.ROOT_LOGGER_NAME, LogThresholds.OWN, LogThresholds.POI)) {
      org.slf4j.event.Level level = LogThresholds.of(name);
      context
          .getLogger(name)
          .setLevel(level == null ? Level.OFF : Level.convertAnSLF4JLevel(level));
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Begins the log of a command. In a process with more than one it begins anew.
   *
   * @param everyStep whether standard error shows every step
   * @param logFile where every step is written as well, behind what is there: as JSON where its
   *     name ends in {@code .json} or {@code .jsonl}; null for nowhere
   * @throws UsageException if the file cannot be written
   */
  public static void begin(boolean everyStep, @Nullable Path logFile) {
    if (logFile != null) {
      requireWritable(logFile);
    }
    boolean changes = everyStep != LogThresholds.isVerbose() || logFile != null || file != null;
    LogThresholds.set(everyStep, logFile != null);
    file = logFile;
    if (changes && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      new Logging().configure(context);
    }
  }

  /** Returns why the log file is not whole, and forgets it; empty where every line was written. */
  public static Optional<String> takeFailure() {
    return LogOutput.takeFailure();
  }

  private static void requireWritable(Path logFile) {
    try {
      open(logFile).close();
    } catch (IOException e) {
      throw unwritable(logFile, e);
    }
  }

  private static OutputStream open(Path logFile) {
    try {
      return Files.newOutputStream(logFile, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(logFile, e);
    }
  }

  private static UsageException unwritable(Path logFile, IOException cause) {
    return new UsageException(
        "the log file " + logFile + " cannot be written", "name another with --log-file", cause);
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(text(context, LogThresholds.isVerbose() ? STEPS : WARNINGS));
    ThresholdFilter shown = new ThresholdFilter();
    shown.setLevel(LogThresholds.shown().toString());
    shown.start();
    appender.addFilter(shown);
    appender.start();
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> file(LoggerContext context, Path written) {
    String name = written.getFileName().toString().toLowerCase(Locale.ROOT);
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(
        name.endsWith(".json") || name.endsWith(".jsonl")
            ? new JsonLinesEncoder()
            : text(context, LINES));
    appender.setOutputStream(new LogOutput(open(written), written));
    appender.start();
    return appender;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context, String pattern) {
    VisibleEncoder encoder = new VisibleEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
