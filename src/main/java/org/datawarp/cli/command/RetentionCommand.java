package org.datawarp.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ArchivePrinter;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.archive.ArchiveReport;
import org.datawarp.workflow.archive.ArchiveRequest;
import org.datawarp.workflow.retention.PolicyLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp retention}. */
@CommandLine.Command(
    description = {
      "Says how much of each publication is kept.",
      "A source is kept while it is among the newest periods of its table or was used within its",
      "days; without a policy for ever. The newest issue of a publication always stays."
    },
    footer = {
      "  datawarp retention set 'adhd_*' --periods 12 --days 365",
      "  datawarp retention set '*' --periods 24 --days 730 --archive-to r2://nhs-archive/old",
      "  datawarp retention explain 'adhd_*' --at 2027-01-01",
      "  datawarp retention apply --dry-run",
      "  datawarp retention apply"
    })
public final class RetentionCommand extends Command {
  /** What can be done with policies. */
  enum Action {
    /** Set one. */
    SET,
    /** List them. */
    LIST,
    /** Remove one. */
    REMOVE,
    /** Tell what is kept and what goes, and why. */
    EXPLAIN,
    /** Archive what they let go. */
    APPLY
  }

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = {
        "set: a policy for SOURCE; list: all of them; remove: the one of exactly SOURCE;",
        "explain: what is kept and what goes, and why; apply: archive what they let go."
      })
  private Action action = Action.LIST;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "A manifest's name, a source's code, a glob, or ~ and a regular expression.")
  private @Nullable String source;

  @Option(
      names = "--periods",
      paramLabel = "N",
      description = "With set: keep the N newest periods of each table; default: ${DEFAULT-VALUE}.")
  private int periods = 12;

  @Option(
      names = "--days",
      paramLabel = "N",
      description =
          "With set: keep N days after the last load or check; default: ${DEFAULT-VALUE}.")
  private int days = 365;

  @Option(
      names = "--archive-to",
      paramLabel = "URL",
      description = {
        "With set: send what expires on to r2://bucket/prefix, s3://bucket/prefix or file:/folder;",
        "each file is read back there and compared."
      })
  private @Nullable String archiveTo;

  @Option(
      names = "--delete-after-archive",
      description = {
        "With set: delete the rows from PostgreSQL once the archived file was compared with them,",
        "and with --archive-to the files in archive/ once the store's copies were."
      })
  private boolean deletes;

  @Option(names = "--disable", description = "With set: keep the policy, but let it not count.")
  private boolean disabled;

  @Option(
      names = "--at",
      paramLabel = "DATE",
      description = "With explain: on that day, past or to come, such as 2027-01-01.")
  private @Nullable String at;

  @Option(names = "--dry-run", description = "With apply: show what would be done and stop.")
  private boolean dryRun;

  @Mixin private ArchiveOptions limits = new ArchiveOptions();
  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public RetentionCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    switch (action) {
      case SET -> set(opened);
      case LIST -> list(opened.retention().list());
      case REMOVE -> {
        opened.retention().remove(source());
        if (options().isJson()) {
          console().json(Map.of("removed", source()));
        } else {
          console().print("the policy " + source() + " is removed");
        }
      }
      case EXPLAIN -> explain(opened.retention().explain(source(), moment(at)));
      case APPLY -> {
        return apply(opened);
      }
    }
    return ExitCode.OK;
  }

  private void set(Workflows opened) {
    PolicyLine line =
        opened
            .retention()
            .set(new PolicyLine(source(), periods, days, archiveTo, deletes, !disabled, 0));
    if (options().isJson()) {
      console().json(line.json());
      return;
    }
    console()
        .print(
            line.pattern()
                + ": "
                + Format.plural(line.periods(), "period")
                + " or "
                + Format.plural(line.days(), "day")
                + (line.enabled() ? "" : ", disabled")
                + "; for "
                + Format.plural(line.sources(), "source")
                + " now"
                + (line.archiveTo() == null ? "" : "; what expires goes to " + line.archiveTo())
                + (line.purges() ? "; what is archived is deleted here" : ""));
  }

  private void list(List<PolicyLine> policies) {
    if (options().isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("policies", policies.stream().map(PolicyLine::json).toList());
      console().json(map);
    } else if (policies.isEmpty()) {
      console().print("no policy, so everything is kept for ever");
    } else {
      console()
          .table(
              List.of(
                  "pattern", "periods", "days", "once archived", "sent to", "enabled", "sources"),
              policies.stream().map(RetentionCommand::row).toList());
    }
  }

  private static List<String> row(PolicyLine policy) {
    return List.of(
        policy.pattern(),
        Format.count((long) policy.periods()),
        Format.count((long) policy.days()),
        policy.purges() ? "deleted here" : "stays here",
        Format.text(policy.archiveTo()),
        policy.enabled() ? "yes" : "no",
        Format.count(policy.sources()));
  }

  private void explain(List<RetentionVerdict> verdicts) {
    if (options().isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("units", verdicts.stream().map(RetentionVerdict::json).toList());
      console().json(map);
      return;
    }
    console()
        .table(
            List.of("source", "verdict", "expires", "why"),
            verdicts.stream()
                .map(
                    verdict ->
                        List.of(
                            verdict.name(),
                            verdict.isKept() ? "kept" : "expired",
                            verdict.expiresAt() == null
                                ? "-"
                                : verdict.expiresAt().toString().substring(0, 10),
                            verdict.why()))
                .toList());
  }

  private ExitCode apply(Workflows opened) {
    ArchiveRequest request =
        new ArchiveRequest(
            source == null ? List.of() : List.of(SourcePattern.parse(source)),
            null,
            Set.of(),
            limits.minAge(),
            limits.maxDelete(),
            run.maxWait(),
            "retention apply" + (source == null ? "" : " " + source));
    ArchivePrinter printer = new ArchivePrinter(console(), options());
    if (dryRun) {
      return printer.plan(opened.archive().planApply(request));
    }
    try (ProgressLine progress = new ProgressLine(console())) {
      ArchiveReport report = opened.archive().apply(request, progress);
      progress.erase();
      return printer.report(report);
    }
  }

  /** Reads a day, which means its end, or a moment. */
  static @Nullable Instant moment(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text)
              .plusDays(1)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant()
              .minusMillis(1)
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new UsageException(
          "'" + text + "' is not a day", "write it as 2025-08-31, or 2025-08-31T09:30:00Z", e);
    }
  }

  private String source() {
    if (source == null) {
      throw new UsageException(
          "retention " + action.name().toLowerCase(Locale.ROOT) + " needs a source",
          "name one, or a glob such as 'adhd_*'");
    }
    return source;
  }
}
