package org.datawarp.cli;

import ch.qos.logback.classic.spi.LogbackServiceProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.LocationAwareLogger;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Gives out loggers that start Logback with the first event that passes {@link LogThresholds}: most
 * commands log nothing, and Logback's 220 classes take longer than what they do. The program's
 * entry chooses it with {@link #install}; tests log to Logback itself.
 */
public final class DeferredLogging implements SLF4JServiceProvider {
  /** The system property that makes SLF4J ask this class instead of looking for one. */
  private static final String PROPERTY = "slf4j.provider";

  /** What SLF4J may say of that itself. */
  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();
  private final Logback logback = new Logback();

  /** Makes it what this process logs with; to be called before anything asks for a logger. */
  public static void install() {
    System.setProperty(PROPERTY, DeferredLogging.class.getName());
    System.setProperty(VERBOSITY, "WARN");
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> loggers.computeIfAbsent(name, key -> new DeferredLogger(key, logback));
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // Logback is started by the first event.
  }

  /** Logback, started when it is first asked for a logger. */
  private static final class Logback {
    private @Nullable LogbackServiceProvider provider;

    synchronized Logger logger(String name) {
      if (provider == null) {
        provider = new LogbackServiceProvider();
        provider.initialize();
      }
      return provider.getLoggerFactory().getLogger(name);
    }
  }

  private static final class DeferredLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Logback logback;

    DeferredLogger(String name, Logback logback) {
      this.name = name;
      this.logback = logback;
    }

    private boolean passes(Level level) {
      Level threshold = LogThresholds.of(name);
      return threshold != null && level.toInt() >= threshold.toInt();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable throwable) {
      ((LocationAwareLogger) logback.logger(name))
          .log(
              marker, DeferredLogger.class.getName(), level.toInt(), message, arguments, throwable);
    }

    @Override
    public boolean isTraceEnabled() {
      return passes(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
      return passes(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
      return passes(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
      return passes(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
      return passes(Level.ERROR);
    }
  }
}
