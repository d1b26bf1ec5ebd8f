package org.datawarp.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.model.Existing;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp extract}. */
@CommandLine.Command(
    description = "Fetches a file, finds its tables and writes the draft of a manifest.",
    footer = {
      "  datawarp extract https://files.digital.nhs.uk/…/ADHD_summary_Aug25.xlsx",
      "  datawarp extract ADHD_summary_Aug25.xlsx --source adhd_aug25 -o adhd_aug25.yaml",
      "  datawarp extract https://www.england.nhs.uk/statistics/… --dry-run"
    })
public final class ExtractCommand extends Command {
  @Parameters(paramLabel = "URL", description = "Where the data is: http(s), file: or a path.")
  private String url = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write; default: manifests/pending/<name>.yaml.")
  private @Nullable Path output;

  @Option(names = "--force", description = "With -o: replace a file that is there already.")
  private boolean replaces;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The manifest's name; default: made from the file's name.")
  private @Nullable String source;

  @Option(names = "--period", paramLabel = "P", description = "The period reported on.")
  private @Nullable String period;

  @Option(names = "--offline", description = "Use downloaded files only.")
  private boolean offline;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--dry-run",
      description = "Show what would be read, of a landing page every link and why, and stop.")
  private boolean dryRun;

  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public ExtractCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (output == null) {
      requireUnset("-o", "it says what becomes of that file", "--force");
    }
    String name = source == null ? RefreshRequest.nameOf(url) : source;
    Set<RefreshRequest.Option> switches = EnumSet.of(RefreshRequest.Option.DRAFT_ONLY);
    if (foreign.isGiven()) {
      switches.add(RefreshRequest.Option.KEEP_ASIDE);
    }
    if (offline) {
      switches.add(RefreshRequest.Option.OFFLINE);
    }
    reading.addTo(switches);
    RefreshRequest request =
        new RefreshRequest(
            name,
            url,
            period,
            List.of(),
            RefreshRequest.Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            switches,
            Duration.ZERO,
            "extract " + name);
    if (dryRun) {
      try (ProgressLine progress = new ProgressLine(console())) {
        refreshPrinter(opened).print(opened.refresh().planIssue(request, progress), options());
      }
      return ExitCode.OK;
    }
    StepsWorkflow.Extracted extracted;
    try (ProgressLine progress = new ProgressLine(console())) {
      extracted = opened.steps().extract(request, output, existing(), progress);
    }
    extracted.warnings().forEach(console()::warn);
    if (options().isJson()) {
      console().json(extracted);
      return ExitCode.OK;
    }
    console().print("draft " + extracted.manifest() + ": " + extracted.file());
    console()
        .table(
            List.of("source", "rows", "columns", "title"),
            extracted.sources().stream()
                .map(
                    table ->
                        List.of(
                            table.code(),
                            Format.count(table.rows()),
                            Format.count((long) table.columns()),
                            table.title()))
                .toList());
    return ExitCode.OK;
  }

  private Existing existing() {
    return replaces ? Existing.REPLACE : Existing.KEEP;
  }
}
