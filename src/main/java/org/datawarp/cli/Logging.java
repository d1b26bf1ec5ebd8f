package org.datawarp.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.ERROR);
    root.addAppender(appender(context, WARNINGS));
    context.getLogger("org.datawarp").setLevel(Level.WARN);
    // What POI throws is reported with file and remedy; it logs the same before, as a stack trace.
    context.getLogger("org.apache.poi").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Makes Datawarp's own steps visible. */
  public static void beVerbose() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender(NAME);
    root.addAppender(appender(context, STEPS));
    context.getLogger("org.datawarp").setLevel(Level.DEBUG);
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
