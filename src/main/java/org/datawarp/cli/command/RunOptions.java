package org.datawarp.cli.command;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that writes. */
final class RunOptions {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})\\s*(s|m|h)");

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description =
          "Wait this long for another run to end and for locks in the database, such as 30s, 10m or"
              + " 2h; default: not at all, and 10s.")
  private @Nullable String wait;

  Duration maxWait() {
    String text = wait;
    if (text == null) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new UsageException("--wait " + text + " is not a time", "write it as 30s, 10m or 2h");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
