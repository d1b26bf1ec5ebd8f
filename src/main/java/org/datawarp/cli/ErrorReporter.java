package org.datawarp.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.Suggestion;
import org.jspecify.annotations.Nullable;
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
  private final Supplier<CommandLine> whole;

  /**
   * Makes the reporter.
   *
   * @param whole makes the command line with all commands and actions, to find hints in
   */
  ErrorReporter(Console console, Supplier<CommandLine> whole) {
    this.console = console;
    this.whole = whole;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    return report(failure, isJson(parsed.originalArgs()));
  }

  @Override
  public int handleParseException(CommandLine.ParameterException failure, String[] arguments) {
    String name = failure.getCommandLine().getCommandSpec().qualifiedName();
    Optional<String> unknown = unknownCommand(failure);
    if (unknown.isPresent()) {
      return tell(ExitCode.USAGE, unknown.get(), null, isJson(Arrays.asList(arguments)));
    }
    String similar =
        failure instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()
            ? "did you mean '" + unmatched.getSuggestions().get(0) + "'? "
            : "";
    String hint =
        failure.getCause() instanceof CommandLine.TypeConversionException
                && String.valueOf(failure.getMessage()).contains("unmappable characters")
            ? LOCALE
            : similar + elsewhere(failure, name) + "see '" + name + " --help'";
    return tell(
        ExitCode.USAGE,
        oneLine(String.valueOf(failure.getMessage())),
        hint,
        isJson(Arrays.asList(arguments)));
  }

  /** Says in one line that there is no such command or action, and which one may be meant. */
  private static Optional<String> unknownCommand(CommandLine.ParameterException failure) {
    CommandLine line = failure.getCommandLine();
    if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched)
        || line.getSubcommands().isEmpty()
        || unmatched.getUnmatched().get(0).startsWith("-")) {
      return Optional.empty();
    }
    String word = unmatched.getUnmatched().get(0);
    String name = line.getCommandSpec().qualifiedName();
    return Optional.of(
        "there is no '"
            + name
            + " "
            + oneLine(word)
            + "'; "
            + Suggestion.hint(word, line.getSubcommands().keySet(), "see '" + name + " --help'"));
  }

  /** Names the actions of the same command that have the option that is unknown to this one. */
  private String elsewhere(CommandLine.ParameterException failure, String command) {
    if (!(failure instanceof CommandLine.UnmatchedArgumentException unmatched)
        || !command.contains(" ")) {
      return "";
    }
    String option = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
    CommandLine group =
        requireNonNull(whole.get().getSubcommands().get(command.split(" ")[1]), command);
    String actions =
        group.getSubcommands().values().stream()
            .distinct() // one with another name is listed twice
            .filter(action -> action.getCommandSpec().findOption(option) != null)
            .map(action -> "'" + action.getCommandSpec().qualifiedName() + "'")
            .collect(Collectors.joining(", "));
    return actions.isEmpty() ? "" : option + " goes with " + actions + "; ";
  }

  /**
   * Prints a failure and returns its exit code.
   *
   * @param arguments the command line; where it asks for JSON the failure is printed as such too
   */
  int report(Throwable failure, String... arguments) {
    return report(failure, isJson(Arrays.asList(arguments)));
  }

  private int report(Throwable failure, boolean json) {
    if (failure instanceof DatawarpException known) {
      LOG.debug("failed", known);
      for (Throwable suppressed : known.getSuppressed()) {
        console.tell("  also: " + oneLine(String.valueOf(suppressed.getMessage())));
      }
      return tell(
          known.exitCode(), oneLine(String.valueOf(known.getMessage())), known.hint(), json);
    }
    if (failure instanceof OutOfMemoryError) {
      return tell(
          ExitCode.INTERNAL,
          "out of memory",
          "give Java more with DATAWARP_JAVA_OPTIONS=-Xmx2g, or run java -Xmx2g -jar datawarp.jar",
          json);
    }
    if (failure instanceof InvalidPathException invalid) {
      LOG.debug("not a name of a file", invalid);
      return tell(ExitCode.USAGE, oneLine(String.valueOf(invalid.getMessage())), LOCALE, json);
    }
    if (failure instanceof UncheckedIOException unchecked) {
      LOG.debug("a file failed", unchecked);
      return tell(
          ExitCode.STORAGE,
          "a file or folder cannot be read or written: " + reason(unchecked),
          "look at its permissions and at the disk",
          json);
    }
    LOG.debug("unexpected failure", failure);
    return tell(
        ExitCode.INTERNAL,
        "an unexpected failure: " + oneLine(failure.toString()) + place(failure),
        "this is a bug in Datawarp; run again with --verbose and report what it prints",
        json);
  }

  /** Of a refusal the JDK tells only the file's name. */
  private static String reason(UncheckedIOException failure) {
    IOException cause = Objects.requireNonNull(failure.getCause());
    return (cause instanceof AccessDeniedException ? "permission denied: " : "")
        + oneLine(String.valueOf(cause.getMessage()));
  }

  private int tell(ExitCode code, String message, @Nullable String hint, boolean json) {
    console.fail(message, hint);
    if (json) {
      console.json(Map.of("error", new Failure(code.status(), code.name(), message, hint)));
    }
    return code.status();
  }

  private static boolean isJson(List<String> arguments) {
    return arguments.contains("--json");
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

  /** A failure as {@code --json} prints it. */
  private record Failure(int code, String name, String message, @Nullable String hint) {}
}
