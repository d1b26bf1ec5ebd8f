package org.datawarp.cli.command;

import java.nio.file.Path;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.RefreshPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.workflow.convert.FileKind;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp export}. */
@CommandLine.Command(
    description = "Writes a source's rows to Parquet again, or to a CSV or workbook.",
    footer = {
      "  datawarp export adhd_aug25",
      "  datawarp export adhd_aug25 --format csv -o adhd.csv"
    })
public final class ExportCommand extends Command {
  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A manifest's name: its own rows; or a source's code: all of them, of a canonical source one"
              + " file for each period.")
  private String source = "";

  @Option(
      names = "--format",
      converter = EnumConverter.OfFileKind.class,
      paramLabel = "FORMAT",
      description = "parquet (default: its place in output/current), csv or xlsx.")
  private FileKind format = FileKind.PARQUET;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "For csv and xlsx: the file; default: <source>.<format> in this folder.")
  private @Nullable Path output;

  @Option(
      names = "--period",
      paramLabel = "P",
      description = "Of a canonical source only this period, such as 2025-08; default: all.")
  private @Nullable String period;

  @Option(
      names = "--escape-formulas",
      description =
          "For csv: write an apostrophe before texts that a spreadsheet would run as formulas.")
  private boolean escapesFormulas;

  @Option(
      names = "--union",
      description = {
        "SOURCE is a glob: write the rows of all its sources to one file,",
        "columns matched by name; _source says which a row is of."
      })
  private boolean union;

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = {
        "With --union: make the view staging.NAME over them instead. Every",
        "load that brings such a source makes it anew."
      })
  private @Nullable String view;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public ExportCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (escapesFormulas && format != FileKind.CSV) {
      throw new UsageException(
          "--escape-formulas goes with --format csv", "workbooks hold texts as texts");
    }
    if (view != null && !union) {
      throw new UsageException("--view goes with --union", "say what it is over: 'adhd_*' --union");
    }
    if (union) {
      return union(opened);
    }
    return switch (format) {
      case PARQUET -> parquet(opened);
      case CSV ->
          file(
              opened,
              escapesFormulas
                  ? StepsWorkflow.FileFormat.CSV_FOR_SPREADSHEETS
                  : StepsWorkflow.FileFormat.CSV);
      case XLSX -> file(opened, StepsWorkflow.FileFormat.XLSX);
    };
  }

  private ExitCode union(Workflows opened) {
    requireUnset(
        "an export without --union",
        "several sources in one file are no part of the workspace",
        "--wait",
        "--period",
        "--keep-aside");
    String name = view;
    if (name != null) {
      String made = opened.steps().makeUnionView(source, name);
      if (options().isJson()) {
        console().json(new View(made));
      } else {
        console().print("view " + made + " is over " + source);
      }
      return ExitCode.OK;
    }
    String stem = source.replaceAll("[^A-Za-z0-9_]+", "").replaceAll("(?<!_)_+$", "");
    Path target =
        output == null
            ? Path.of((stem.isEmpty() ? "union" : stem) + "." + format.extension())
            : output;
    StepsWorkflow.FileFormat kind =
        switch (format) {
          case PARQUET -> StepsWorkflow.FileFormat.PARQUET;
          case CSV ->
              escapesFormulas
                  ? StepsWorkflow.FileFormat.CSV_FOR_SPREADSHEETS
                  : StepsWorkflow.FileFormat.CSV;
          case XLSX -> StepsWorkflow.FileFormat.XLSX;
        };
    long rows = opened.steps().exportUnion(source, kind, target);
    if (options().isJson()) {
      console().json(new Written(target, rows));
    } else {
      console().print(Format.plural(rows, "row") + " in " + target);
    }
    return ExitCode.OK;
  }

  private ExitCode parquet(Workflows opened) {
    if (output != null) {
      throw new UsageException(
          "-o goes with --format csv or xlsx", "Parquet exports stand in output/current");
    }
    try (ProgressLine progress = new ProgressLine(console())) {
      new RefreshPrinter(console())
          .print(
              opened
                  .steps()
                  .exportParquet(
                      selected(),
                      foreign.choice(),
                      "export " + source + (period == null ? "" : " --period " + period),
                      run.maxWait(),
                      progress),
              options());
    }
    return ExitCode.OK;
  }

  private ExitCode file(Workflows opened, StepsWorkflow.FileFormat kind) {
    requireUnset(
        "--format parquet",
        "a file of your own is no part of the workspace",
        "--wait",
        "--accept-database",
        "--keep-aside");
    Path target = output == null ? Path.of(source + "." + format.extension()) : output;
    long rows = opened.steps().exportFile(selected(), kind, target);
    if (options().isJson()) {
      console().json(new Written(target, rows));
    } else {
      console().print(Format.plural(rows, "row") + " in " + target);
    }
    return ExitCode.OK;
  }

  private StepsWorkflow.Selected selected() {
    return new StepsWorkflow.Selected(source, period == null ? null : PeriodParser.require(period));
  }

  /** What {@code --union --view --json} prints. */
  private record View(String view) {}

  /** What {@code --json} prints. */
  private record Written(Path file, long rows) {}
}
