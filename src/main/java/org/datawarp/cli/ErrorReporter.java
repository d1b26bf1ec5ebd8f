package org.datawarp.cli;

import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.datawarp.error.DatawarpException;
import org.datawarp.error.ExitCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Turns failures into one line, a hint and an exit code. */
public final class ErrorReporter
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReporter.class);

  private static final String LOCALE =
      "the locale has no such names: start the program as 'datawarp', or set LC_ALL=C.UTF-8 before"
          + " 'java -jar'";

  private final Console console;

  /** Makes the reporter. */
  public ErrorReporter(Console console) {
    this.console = console;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    return report(failure);
  }

  @Override
  public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    String similar =
        failure instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? "did you mean '" + unmatched.getSuggestions().get(0) + "'? "
            : "";
    String hint =
        failure.getCause() instanceof CommandLine.TypeConversionException
                && String.valueOf(failure.getMessage()).contains("unmappable characters")
            ? LOCALE
            : similar + "see '" + name + " --help'";
    tell(oneLine(String.valueOf(failure.getMessage())), hint);
    return ExitCode.USAGE.status();
  }

  /** Prints a failure and returns its exit code. */
  int report(Throwable failure) {
    if (failure instanceof DatawarpException known) {
      LOG.debug("failed", known);
      for (Throwable suppressed : known.getSuppressed()) {
        console.tell("  also: " + oneLine(String.valueOf(suppressed.getMessage())));
      }
      tell(oneLine(String.valueOf(known.getMessage())), known.hint());
      return known.exitCode().status();
    }
    if (failure instanceof OutOfMemoryError) {
      tell(
          "out of memory",
          "give Java more with DATAWARP_JAVA_OPTIONS=-Xmx2g, or run java -Xmx2g -jar datawarp.jar");
      return ExitCode.INTERNAL.status();
    }
    if (failure instanceof InvalidPathException invalid) {
      LOG.debug("not a name of a file", invalid);
      tell(oneLine(String.valueOf(invalid.getMessage())), LOCALE);
      return ExitCode.USAGE.status();
    }
    LOG.debug("unexpected failure", failure);
    tell(
        "an unexpected failure: " + oneLine(failure.toString()) + place(failure),
        "this is a bug in Datawarp; run again with --verbose and report what it prints");
    return ExitCode.INTERNAL.status();
  }

  private void tell(String message, @org.jspecify.annotations.Nullable String hint) {
    console.tell(console.paint("31", "error: ") + message);
    if (hint != null) {
      console.tell(console.paint("36", "hint:  ") + hint);
    }
  }

  /** The first of our own lines, since the failure may not come again with --verbose. */
  private static String place(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("org.datawarp."))
        .findFirst()
        .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")")
        .orElse("");
  }

  private static String oneLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
