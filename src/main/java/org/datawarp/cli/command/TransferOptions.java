package org.datawarp.cli.command;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store a sync talks to, and how fast. */
final class TransferOptions {
  private static final Pattern RATE = Pattern.compile("(\\d{1,12})\\s*([kKmMgG]?)[bB]?(?:/s)?");

  @Option(
      names = {"--to", "--from"},
      paramLabel = "URL",
      description = {
        "The store: r2://bucket[/prefix], s3://bucket[/prefix] or file:/folder.",
        "Default: the bucket of .datawarp/sync.yaml."
      })
  private @Nullable String store;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "The server that has the bucket; default: cloud.endpoint.")
  private @Nullable String endpoint;

  @Option(
      names = "--transfers",
      paramLabel = "N",
      description = "How many requests at once; default 4.")
  private @Nullable Integer transfers;

  @Option(
      names = "--bwlimit",
      paramLabel = "RATE",
      description = "The most that travels in a second, such as 500k or 8M bytes.")
  private @Nullable String bandwidth;

  /** Tells whether a store is named. */
  boolean namesStore() {
    return store != null;
  }

  /**
   * Makes the request.
   *
   * @param maxDelete as {@link SyncRequest#maxDelete} says
   * @param command the command as other people are told of it
   */
  SyncRequest request(
      @Nullable Integer maxDelete,
      Set<SyncRequest.Option> options,
      Duration maxWait,
      String command) {
    return new SyncRequest(
        store, endpoint, transfers, bytesPerSecond(), maxDelete, options, maxWait, command);
  }

  private @Nullable Long bytesPerSecond() {
    if (bandwidth == null) {
      return null;
    }
    Matcher matcher = RATE.matcher(bandwidth.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new UsageException(
          "--bwlimit " + bandwidth + " is not a rate", "write bytes a second, such as 500k or 8M");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "k" -> number * 1_000;
      case "m" -> number * 1_000_000;
      case "g" -> number * 1_000_000_000;
      default -> number;
    };
  }
}
