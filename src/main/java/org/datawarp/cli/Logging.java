package org.datawarp.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logging on standard error: warnings always, every step with {@code --verbose}. Set up by a class
 * and not by XML, which would cost every command its parser.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String NAME = "console";

  /** As {@link Console#warn} prints. */
  private static final String WARNINGS =
      "%replace(%level){'WARN', 'warning'}: %replace(%msg){'[\r\n]+', ' '}%n";

  private static final String STEPS =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} - %replace(%msg){'[\r\n]+', ' '}%n";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender(context, pattern()));
    for (String name : List.of(Logger.ROOT_LOGGER_NAME, LogThresholds.OWN, LogThresholds.POI)) {
      Level level = LogThresholds.of(name);
      context
          .getLogger(name)
          .setLevel(
              level == null
                  ? ch.qos.logback.classic.Level.OFF
                  : ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Makes Datawarp's own steps visible. */
  public static void beVerbose() {
    LogThresholds.beVerbose();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(NAME);
      new Logging().configure(context);
    }
  }

  private static String pattern() {
    return LogThresholds.isVerbose() ? STEPS : WARNINGS;
  }

  private static ConsoleAppender<ILoggingEvent> appender(LoggerContext context, String pattern) {
    VisibleEncoder encoder = new VisibleEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName(NAME);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
