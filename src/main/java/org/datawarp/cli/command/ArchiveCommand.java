package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ArchivePrinter;
import org.datawarp.cli.output.EventArchivePrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.Age;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.archive.ArchiveReport;
import org.datawarp.workflow.archive.ArchiveRequest;
import org.datawarp.workflow.archive.EventArchive;
import org.datawarp.workflow.archive.EventArchiveReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp archive}. */
@CommandLine.Command(
    description = {
      "Moves exports and manifests that were not used for long to archive/.",
      "Each gets a .meta that describes it. 'datawarp restore' brings them back."
    },
    footer = {
      "  datawarp archive --older-than 90d --dry-run       what would go, and why",
      "  datawarp archive --older-than 1y --keep-newest    but the newest issue of each publication",
      "  datawarp archive 'adhd_*' --older-than 6mo --purge-db",
      "  datawarp archive adhd_aug25                       this one, whatever its age",
      "  datawarp archive --events-older-than 365d         the log of what was done"
    })
public final class ArchiveCommand extends Command {
  @Parameters(
      arity = "0..*",
      paramLabel = "SOURCE",
      description = "Names of manifests, codes of sources, or globs; all, if there is none.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description = "Last loaded or checked so long ago: 90d, 12w, 6mo or 1y.")
  private @Nullable String olderThan;

  @Option(
      names = "--purge-db",
      description = {
        "Also delete the rows from PostgreSQL, once the archived file was compared with them;",
        "the empty table stays, with its grants, views and comments."
      })
  private boolean purge;

  @Option(
      names = "--keep-newest",
      description = "Leave the newest issue of each publication where it is.")
  private boolean keepNewest;

  @Option(names = "--downloads", description = "Also move the files it was loaded from.")
  private boolean downloads;

  @Option(
      names = "--events-older-than",
      paramLabel = "AGE",
      description = {
        "Instead move events so old, such as 365d, from the database to archive/audit, a file of",
        "JSON lines a month; those of versions and archived files that are still here stay.",
        "It cannot be undone; 'datawarp history' says where they are."
      })
  private @Nullable String eventsOlderThan;

  @Option(names = "--dry-run", description = "Show what would be done and stop.")
  private boolean dryRun;

  @Mixin private ArchiveOptions limits = new ArchiveOptions();
  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public ArchiveCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (eventsOlderThan != null) {
      return events(opened, eventsOlderThan);
    }
    ArchiveRequest request =
        new ArchiveRequest(
            sources.stream().map(SourcePattern::parse).toList(),
            olderThan == null ? null : Age.parse(olderThan),
            choices(),
            limits.minAge(),
            limits.maxDelete(),
            run.maxWait(),
            "archive"
                + (olderThan == null ? "" : " --older-than " + olderThan)
                + (purge ? " --purge-db" : "")
                + (sources.isEmpty() ? "" : " " + String.join(" ", sources)));
    ArchivePrinter printer = new ArchivePrinter(console(), options());
    if (dryRun) {
      Optional<ArchiveReport> plan = opened.archive().plan(request);
      return printer.plan(plan);
    }
    try (ProgressLine progress = new ProgressLine(console())) {
      ArchiveReport report = opened.archive().run(request, progress);
      progress.erase();
      return new SyncAfterArchive(opened, console()).sync(printer.report(report));
    }
  }

  private ExitCode events(Workflows opened, String age) {
    String why = "events are of all sources";
    requireUnset(
        "an archive without --events-older-than",
        why,
        "--older-than",
        "--purge-db",
        "--keep-newest",
        "--downloads",
        "--min-age",
        "--max-delete");
    if (!sources.isEmpty()) {
      throw new UsageException("--events-older-than goes without SOURCE", why);
    }
    EventArchive archive = opened.eventArchive();
    Optional<EventArchiveReport> report;
    if (dryRun) {
      report = archive.plan(Age.parse(age));
    } else {
      try (ProgressLine progress = new ProgressLine(console())) {
        report =
            Optional.of(
                archive.run(
                    Age.parse(age), "archive --events-older-than " + age, run.maxWait(), progress));
      }
    }
    if (report.isEmpty()) {
      print(() -> Map.of("events", 0), () -> console().print("nothing was done here yet"));
    } else {
      print(report::get, () -> new EventArchivePrinter(console()).print(report.get()));
    }
    return ExitCode.OK;
  }

  private Set<ArchiveRequest.Option> choices() {
    Set<ArchiveRequest.Option> set = EnumSet.noneOf(ArchiveRequest.Option.class);
    if (purge) {
      set.add(ArchiveRequest.Option.PURGE_DB);
    }
    if (keepNewest) {
      set.add(ArchiveRequest.Option.KEEP_NEWEST);
    }
    if (downloads) {
      set.add(ArchiveRequest.Option.DOWNLOADS);
    }
    return set;
  }
}
