package org.datawarp.cli.command;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.PublicationPrinter;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.ReplacedGoes;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.publication.PublicationOrder;
import org.datawarp.workflow.publication.PublicationOrder.Wanted;
import org.datawarp.workflow.publication.PublicationRefresh;
import org.datawarp.workflow.publication.PublicationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code datawarp refresh}. */
@CommandLine.Command(
    description = {
      "Fetches a publication's file, loads its tables, exports them and says so.",
      "Of a publication registered in the configuration: each issue that is out and not",
      "here, oldest first, and those here that may have been revised."
    },
    footer = {
      "  datawarp refresh adhd_aug25 --url https://files.digital.nhs.uk/…/ADHD_summary_Aug25.xlsx",
      "  datawarp refresh adhd_aug25                   again, from where it came from",
      "  datawarp refresh ods --url epraccur.zip --period none",
      "  datawarp refresh adhd_aug25 --dry-run         what would be done",
      "  datawarp refresh adhd                         its issues that are new",
      "  datawarp refresh adhd --all-missing           every issue that is not here",
      "  datawarp refresh --due                        of all, as cron does it"
    })
public final class RefreshCommand extends Command {
  /** What is refreshed. */
  enum Type {
    FULL(Scope.FULL),
    PARTIAL(Scope.PARTIAL),
    METADATA_ONLY(Scope.METADATA_ONLY);

    private final Scope scope;

    Type(Scope scope) {
      this.scope = scope;
    }

    /** Returns the form that the option takes. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final class TypeConverter extends EnumConverter<Type> {
    TypeConverter() {
      super(Type.class);
    }
  }

  @Parameters(
      paramLabel = "SOURCE",
      arity = "0..1",
      description =
          "The manifest's name: a publication and its period, such as adhd_aug25; or a registered"
              + " publication, such as adhd. With --due: default all of them.")
  private @Nullable String source;

  @CommandLine.Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the data is: http(s), file: or a path. Default: where it was before.")
  private @Nullable String url;

  @CommandLine.Option(
      names = "--period",
      paramLabel = "P",
      description = "The period reported on, such as 2025-08 or FY2024-25; none if it has none.")
  private @Nullable String period;

  @CommandLine.Option(
      names = "--replace-period",
      description = {
        "The period recorded until now was wrong: rows of another one",
        "take the place of its rows."
      })
  private boolean replacePeriod;

  @CommandLine.Option(
      names = "--type",
      converter = TypeConverter.class,
      paramLabel = "TYPE",
      description = {
        "full (default), partial (only the tables of --table),",
        "or metadata-only (descriptions and catalogue; rows stay)."
      })
  private @Nullable Type type;

  @CommandLine.Option(
      names = "--table",
      paramLabel = "T",
      description = "With --type partial: a table's code, label or sheet; may be repeated.")
  private List<String> tables = List.of();

  @CommandLine.Option(
      names = "--reference",
      paramLabel = "M",
      description = {
        "Where tables go that many issues have: auto (the publication's",
        "canonical sources), those of a manifest, or none.",
        "Default: where they went before."
      })
  private @Nullable String reference;

  @CommandLine.Option(
      names = "--due",
      description =
          "Of registered publications: issues that are due or published and not here, and those"
              + " here that may have been revised. Prints nothing where nothing is new.")
  private boolean due;

  @CommandLine.Option(
      names = "--all-missing",
      description = "Of a registered publication: every issue that is not here.")
  private boolean allMissing;

  @CommandLine.Option(
      names = "--archive",
      description = "Move what is replaced to archive/ and keep it for good.")
  private boolean archive;

  @CommandLine.Option(names = "--force", description = "Load again even when nothing changed.")
  private boolean force;

  @CommandLine.Option(
      names = "--accept-shrink",
      description = "Accept less than half the rows, or a table that is gone.")
  private boolean acceptShrink;

  @Mixin private AcceptanceOptions acceptance = new AcceptanceOptions();
  @Mixin private ReadingOptions reading = new ReadingOptions();

  @CommandLine.Option(
      names = "--enrich",
      description = {
        "Describe tables and columns too, as 'datawarp enrich' does;",
        "without this no language model is ever asked."
      })
  private boolean enrich;

  @CommandLine.Option(names = "--offline", description = "Use downloaded files only.")
  private boolean offline;

  @CommandLine.Option(names = "--dry-run", description = "Show what would be done and stop.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public RefreshCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    requireSource();
    Scope scope = scope();
    Duration maxWait = run.maxWait();
    PublicationRefresh refresh = opened.refresh();
    boolean isOfIssue = url != null || period != null || type != null || !tables.isEmpty();
    boolean isPublication = due || allMissing || (!isOfIssue && refresh.isPublication(name()));
    ExitCode code = isPublication ? publications(refresh, maxWait) : issue(opened, scope, maxWait);
    Drift.summary(opened.standing().drift()).ifPresent(console()::warn);
    return code;
  }

  private void requireSource() {
    if (source == null && !due) {
      throw new UsageException(
          "Missing required parameter: 'SOURCE'", "see 'datawarp refresh --help'");
    }
    if (due && allMissing) {
      throw new UsageException(
          "--due and --all-missing do not go together", "leave one of them out");
    }
    if (due || allMissing) {
      requireUnset(
          "one manifest",
          "leave it out, or name the issue, such as adhd_aug25",
          "--url",
          "--period",
          "--replace-period",
          "--type",
          "--table");
    }
  }

  private String name() {
    return source == null ? "" : source;
  }

  private ExitCode publications(PublicationRefresh refresh, Duration maxWait) {
    PublicationOrder order =
        new PublicationOrder(
            source, allMissing ? Wanted.ALL_MISSING : Wanted.DUE, replaced(), switches(), maxWait);
    try (ProgressLine progress = new ProgressLine(console())) {
      PublicationReport report =
          dryRun ? refresh.plan(order, progress) : refresh.run(order, progress);
      progress.erase();
      PublicationPrinter printer = new PublicationPrinter(console());
      print(
          () -> report,
          () -> {
            if (due) {
              printer.news(report);
            } else {
              printer.all(report);
            }
          });
      return report.hasFailures() ? ExitCode.PARTIAL : ExitCode.OK;
    }
  }

  private ReplacedGoes replaced() {
    return archive ? ReplacedGoes.ARCHIVE : ReplacedGoes.VERSIONS;
  }

  private ExitCode issue(Workflows opened, Scope scope, Duration maxWait) {
    PublicationRefresh refresh = opened.refresh();
    RefreshRequest request =
        new RefreshRequest(
            name(),
            url,
            period,
            tables,
            scope,
            replaced(),
            switches(),
            maxWait,
            "refresh " + name(),
            reference);
    try (ProgressLine progress = new ProgressLine(console())) {
      try {
        RefreshReport report =
            dryRun ? refresh.planIssue(request, progress) : refresh.issue(request, progress);
        progress.erase();
        refreshPrinter(opened).print(report, options());
        return ExitCode.OK;
      } catch (DatawarpException e) {
        progress.erase();
        tellStep(progress.step(), e.exitCode());
        throw e;
      }
    }
  }

  private void tellStep(@Nullable RunStep step, ExitCode exitCode) {
    if (step == null || dryRun || exitCode == ExitCode.OUTCOME_UNKNOWN) {
      return;
    }
    boolean committed = step.compareTo(RunStep.COMMIT) > 0;
    console()
        .tell(
            "refresh "
                + name()
                + " stopped at "
                + step.text()
                + "; "
                + (committed
                    ? "the rows are committed, and the next writing command publishes the files"
                    : "nothing was changed"));
  }

  private Scope scope() {
    Scope scope = type != null ? type.scope : tables.isEmpty() ? Scope.FULL : Scope.PARTIAL;
    if (scope == Scope.PARTIAL && tables.isEmpty()) {
      throw new UsageException("--type partial needs --table", "name the tables to load");
    }
    if (scope != Scope.PARTIAL && !tables.isEmpty()) {
      throw new UsageException("--table goes with --type partial", "leave one of them out");
    }
    return scope;
  }

  private Set<Option> switches() {
    Set<Option> set = EnumSet.noneOf(Option.class);
    add(set, force, Option.FORCE);
    add(set, acceptShrink, Option.ACCEPT_SHRINK);
    add(set, enrich, Option.ENRICH);
    add(set, offline, Option.OFFLINE);
    add(set, replacePeriod, Option.REPLACE_PERIOD);
    add(set, foreign.isGiven(), Option.KEEP_ASIDE);
    reading.addTo(set);
    acceptance.addTo(set);
    return set;
  }

  private static void add(Set<Option> set, boolean given, Option option) {
    if (given) {
      set.add(option);
    }
  }
}
