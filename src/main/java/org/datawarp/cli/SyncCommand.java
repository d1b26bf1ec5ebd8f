package org.datawarp.cli;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.error.DatawarpException;
import org.datawarp.error.ExitCode;
import org.datawarp.error.UsageException;
import org.datawarp.sync.SyncReport;
import org.datawarp.sync.SyncRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code datawarp sync}. */
@CommandLine.Command(
    description = "Sends what was archived to an object store, proves it, and brings it back.",
    footer = {
      "  datawarp sync --to r2://nhs-archive --dry-run    what would be sent",
      "  datawarp sync                                    to the bucket of .datawarp/sync.yaml",
      "  datawarp sync --to s3://bucket/nhs --endpoint https://s3.example.org",
      "  datawarp sync --to file:/mnt/nas/nhs",
    })
final class SyncCommand extends Command {
  private static final Pattern RATE = Pattern.compile("(\\d{1,12})\\s*([kKmMgG]?)[bB]?(?:/s)?");

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = {
        "The store: r2://bucket[/prefix], s3://bucket[/prefix] or file:/folder.",
        "Default: the bucket of .datawarp/sync.yaml."
      })
  private @Nullable String to;

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

  @Option(names = "--dry-run", description = "Show what would be done and stop.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();

  SyncCommand(Services.Factory services, Console console) {
    super(services, console);
  }

  @Override
  ExitCode run(Services opened) {
    SyncPrinter printer = new SyncPrinter(console());
    try (ProgressLine progress = ProgressLine.ofBytes(console())) {
      try {
        SyncReport report = opened.sync().run(request("sync"), progress);
        progress.erase();
        return options().isJson() ? json(report) : text(printer, report);
      } catch (DatawarpException e) {
        progress.erase();
        throw e;
      }
    }
  }

  private ExitCode json(SyncReport report) {
    console().json(report.json());
    return report.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private ExitCode text(SyncPrinter printer, SyncReport report) {
    printer.plan(report.plan());
    if (!dryRun) {
      printer.outcome(report);
    }
    return report.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private SyncRequest request(String command) {
    Set<SyncRequest.Option> set = EnumSet.noneOf(SyncRequest.Option.class);
    if (dryRun) {
      set.add(SyncRequest.Option.DRY_RUN);
    }
    return new SyncRequest(
        to, endpoint, transfers, rate(bandwidth), null, set, run.maxWait(), command);
  }

  private static @Nullable Long rate(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher matcher = RATE.matcher(text.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new UsageException(
          "--bwlimit " + text + " is not a rate", "write bytes a second, such as 500k or 8M");
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
